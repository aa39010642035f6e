export interface N8nVersion {
	version: string;
	/** npm "overrides" for dependencies of this version that the npm registry does not have. */
	overrides?: Record<string, string>;
	/** Settings this version needs besides the ones every version gets. */
	env?: Record<string, string>;
}

/** Every n8n that the package is tried on, the newest first. */
export const N8N_VERSIONS: N8nVersion[] = [
	// This one asks n8n's own server for a list of MCP servers when it starts.
	{ version: '2.41.1', env: { N8N_DISABLED_MODULES: 'mcp-registry' } },
	// This one takes xlsx from a CDN instead of the registry.
	{ version: '1.123.81', overrides: { xlsx: '0.18.5' } },
];

export const NEWEST_N8N = N8N_VERSIONS[0].version;

/** n8n 2 needs at least this Node, and n8n 1 has no isolated-vm for an older one: it is installed with n8n. */
export const NODE_MAJOR = 24;

export function n8nVersion(version: string): N8nVersion {
	const known = N8N_VERSIONS.find((candidate) => candidate.version === version);
	if (known) return known;
	const list = N8N_VERSIONS.map((candidate) => candidate.version).join(', ');
	throw new Error(`n8n ${version} is not in test/server/versions.ts (there: ${list})`);
}
