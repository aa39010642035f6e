/* eslint-disable @typescript-eslint/no-require-imports -- this runs in tests, never inside n8n */
/** The classes as the package ships them, with the types of their sources. */
import type * as CredentialSource from '../../credentials/FeishuAppApi.credentials';
import type * as ClockSource from '../../nodes/shared/clock';
import type * as TriggerSource from '../../nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node';
import type * as NodeSource from '../../nodes/FeishuAppFeedCard/FeishuAppFeedCard.node';

const load = <T>(path: string): T => require(`../../dist/${path}`) as T;

export const { FeishuAppApi } = load<typeof CredentialSource>(
	'credentials/FeishuAppApi.credentials',
);
export const { FeishuAppFeedCard } = load<typeof NodeSource>(
	'nodes/FeishuAppFeedCard/FeishuAppFeedCard.node',
);
export const { FeishuAppFeedCardTrigger } = load<typeof TriggerSource>(
	'nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node',
);
/** Where the built node and credential take time from; a test may replace its functions. */
export const { clock } = load<typeof ClockSource>('nodes/shared/clock');
