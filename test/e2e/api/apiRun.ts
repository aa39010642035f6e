import type { Say } from '../../server/say';
import { isOlder } from '../../server/versions';
import { isPlayed, type Report } from '../report';
import { World } from '../world';
import { agentCases } from './agentCases';
import { approveExampleCases, PUBLIC_URL } from './approveExampleCases';
import { buttonExampleCases } from './buttonExampleCase';
import { callerCases } from './callerCases';
import { connectionCases } from './connectionCases';
import { credentialCases } from './credentialCases';
import { credentialFieldCases } from './credentialFieldCases';
import { exampleCases } from './exampleCases';
import { httpRequestCases } from './httpRequestCases';
import { loopCases } from './loopCases';
import { manualRunCases } from './manualRunCases';
import { outputCases } from './outputCases';
import { packageCases } from './packageCases';
import { peopleCases } from './peopleCases';
import { scenarioCases } from './scenarioCases';
import { secretCases } from './secretCases';
import { stopCases, tokenCases } from './tokenCases';
import { toolCases } from './toolCases';
import { triggerCases } from './triggerCases';
import { valueCases } from './valueCases';

const CASES = [
	...packageCases,
	...credentialCases,
	...credentialFieldCases,
	...outputCases,
	...valueCases,
	...scenarioCases,
	...callerCases,
	...loopCases,
	...manualRunCases,
	...peopleCases,
	...tokenCases,
	...stopCases,
	...toolCases,
	...agentCases,
	...httpRequestCases,
	...triggerCases,
	...connectionCases,
	...exampleCases,
	...buttonExampleCases,
	...approveExampleCases,
	// Last: they look at what all the others have left behind.
	...secretCases,
];

/** All that can be said through n8n's REST API and webhooks, on one version. */
export async function runApi(
	report: Report,
	say: Say,
	version: string,
	tarball: string,
	only = '',
): Promise<void> {
	say(`\nThe node and its credential in n8n ${version}, through its REST API and webhooks`);
	// The more n8n logs, the more the search for secrets says.
	const env = { N8N_LOG_LEVEL: 'debug', WEBHOOK_URL: PUBLIC_URL };
	const world = await World.start({ version, tarball, say, env });
	try {
		const cases = CASES.filter((one) => one.name.includes(only) && isPlayed(one, version));
		const tooNew = cases.filter(({ since }) => since && isOlder(version, since));
		for (const { name, since } of tooNew) {
			report.skip(`${version}: ${name}`, `needs n8n ${since}`);
		}
		const calmed = cases
			.filter((one) => !tooNew.includes(one))
			.map((one) => ({
				...one,
				run: async (where: World) => {
					await where.calm();
					await one.run(where);
				},
			}));
		await report.runAll(version, calmed, world, async () => await world.server.ready());
	} finally {
		await world.stop();
	}
}
