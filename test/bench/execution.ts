import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { Engine, type Ran, type RunSettings } from '../engine/engine';
import { cardsOf } from './cards';
import type { Prepared } from './standInProcess';

/** One execution of the node: what it does with which cards. */
export interface Execution {
	operation: 'create' | 'update' | 'delete';
	cards: number;
	/** The number of the first of them. */
	first?: number;
	options?: INodeParameters;
}

/** How an execution ended. */
export interface Ended {
	ms: number;
	failed: number;
	error?: string;
}

/** An engine with this credential. */
export function engineOf(credential: ICredentialDataDecryptedObject): Engine {
	const engine = new Engine();
	engine.credentials.put('1', 'feishuAppApi', credential);
	return engine;
}

/** An engine whose credential holds a token: the first request of a workflow fetches it, the rest find it. */
export async function engineWithToken({ url, appId, appSecret }: Prepared): Promise<Engine> {
	const engine = engineOf({
		platform: 'custom',
		baseUrl: url,
		appType: 'selfBuilt',
		appId,
		appSecret,
	});
	// A dry run asks for the token, and for nothing that counts against a limit of the card APIs.
	const { error } = await engine.run({
		items: [{ biz_id: 'none', user_id: 'ou_0' }],
		parameters: { options: { dryRun: true } },
	});
	if (error) throw new Error(error.message);
	return engine;
}

/** Begins an execution; what it returns may be cancelled as n8n's stop button does. */
export function begin(engine: Engine, execution: Execution) {
	return engine.begin(settingsOf(execution));
}

/** Runs an execution to its end, and says how it went. */
export async function execute(engine: Engine, execution: Execution): Promise<Ended> {
	const startedAt = performance.now();
	const ran = await engine.run(settingsOf(execution));
	return { ms: performance.now() - startedAt, ...outcomeOf(ran) };
}

/** Deletes the cards in the engine, and fails unless the node says that all is well. */
export async function runNode(
	engine: Engine,
	cards: number,
	first = 0,
	options: INodeParameters = {},
): Promise<void> {
	const ended = await execute(engine, { operation: 'delete', cards, first, options });
	if (ended.error) throw new Error(ended.error);
	if (ended.failed > 0) throw new Error(`${ended.failed} cards failed`);
}

function settingsOf({ operation, cards, first = 0, options = {} }: Execution): RunSettings {
	const items = cardsOf(cards, first).map((card) => ({ ...card, title: `Order ${card.biz_id}` }));
	return { items, parameters: { operation, ...FIELDS[operation], options } };
}

/** Each card has a title of its own: so no two can travel in one request to create them. */
const TITLE = '={{ $json.title }}';
const FIELDS: Record<Execution['operation'], INodeParameters> = {
	delete: {},
	update: { updateFields: { title: TITLE } },
	create: {
		bizId: '={{ $json.biz_id }}',
		title: TITLE,
		link: 'https://www.feishu.cn/',
		additionalFields: { closeNotify: true },
	},
};

const outcomeOf = ({ error, failed }: Ran) => ({
	failed: failed.length,
	...(error ? { error: `${error.message} ${error.description ?? ''}` } : {}),
});
