/* eslint-disable @typescript-eslint/no-require-imports -- this runs in tests, never inside n8n */
/** The classes as the package ships them, with the types of their sources. */
import type * as CredentialSource from '../../credentials/FeishuAppApi.credentials';
import type * as ClockSource from '../../nodes/shared/clock';
import type * as ConnectionSource from '../../nodes/FeishuAppFeedCardConnectionTrigger/FeishuAppFeedCardConnectionTrigger.node';
import type * as TriggerSource from '../../nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node';
import type * as NodeSource from '../../nodes/FeishuAppFeedCard/FeishuAppFeedCard.node';

const load = <T>(path: string): T => require(`../../dist/${path}`) as T;

const loadAll = () => ({
	...load<typeof CredentialSource>('credentials/FeishuAppApi.credentials'),
	...load<typeof NodeSource>('nodes/FeishuAppFeedCard/FeishuAppFeedCard.node'),
	...load<typeof TriggerSource>('nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node'),
	...load<typeof ConnectionSource>(
		'nodes/FeishuAppFeedCardConnectionTrigger/FeishuAppFeedCardConnectionTrigger.node',
	),
	/** Where the built nodes and the credential take time from; a test may replace its functions. */
	clock: load<typeof ClockSource>('nodes/shared/clock').clock,
});

export type Built = ReturnType<typeof loadAll>;

export const built: Built = loadAll();
export const {
	FeishuAppApi,
	FeishuAppFeedCard,
	FeishuAppFeedCardTrigger,
	FeishuAppFeedCardConnectionTrigger,
	clock,
} = built;

/** The same, as a process has it that has just been started: it remembers nothing. */
export function loadAnew(): Built {
	let anew = built;
	// n8n's own modules stay, for the engine has them already.
	const n8nWorkflow = jest.requireActual<object>('n8n-workflow');
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		anew = loadAll();
		jest.dontMock('n8n-workflow');
	});
	return anew;
}
