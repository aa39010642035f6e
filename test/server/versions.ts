export interface N8nVersion {
	version: string;
	/** The major version of the Node that runs it. */
	node: number;
	/** npm "overrides" for dependencies of this version that the npm registry does not have. */
	overrides?: Record<string, string>;
	/** Settings this version needs besides the ones every version gets. */
	env?: Record<string, string>;
}

/** Every n8n that the package is always tried on, the newest first. */
export const N8N_VERSIONS: N8nVersion[] = [
	// This one asks n8n's own server for a list of MCP servers when it starts.
	{ version: '2.41.1', node: 24, env: { N8N_DISABLED_MODULES: 'mcp-registry' } },
	// This one takes xlsx from a CDN instead of the registry.
	{ version: '1.123.81', node: 24, overrides: { xlsx: '0.18.5' } },
];

/** The oldest that the package works on; nodes/shared/oldestN8n.ts says why. */
export const OLDEST_N8N: N8nVersion = {
	version: '1.85.4',
	// This n8n refuses a newer one, and an older one cannot run guard.ts as it is.
	node: 22,
	overrides: { xlsx: '0.18.5' },
};

export const NEWEST_N8N = N8N_VERSIONS[0].version;

const KNOWN = [...N8N_VERSIONS, OLDEST_N8N];

export const KNOWN_VERSIONS = KNOWN.map(({ version }) => version).join(', ');

export function n8nVersion(version: string): N8nVersion {
	const known = KNOWN.find((candidate) => candidate.version === version);
	if (known) return known;
	throw new Error(`n8n ${version} is not in test/server/versions.ts (there: ${KNOWN_VERSIONS})`);
}

export function isOlder(version: string, than: string): boolean {
	const [major, minor] = version.split('.').map(Number);
	const [thanMajor, thanMinor] = than.split('.').map(Number);
	return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
