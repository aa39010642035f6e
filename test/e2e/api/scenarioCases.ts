import type { IDataObject } from 'n8n-workflow';

import { scenarios } from '../../scenarios/scenarios';
import type { Case } from '../report';
import { cardNode, chain, splitOut, webhook } from '../workflows';
import type { World } from '../world';

let runs = 0;

/** What an n8n may do in its own way: links, errors, retries of the node, and what a broken connection looks like. */
const ON_OLDER = /^(delete: 45|invalid input|Retry On Fail|retries after|create: everything)/;

/** The scenarios that the engine's tests play, on this server. */
export const scenarioCases = Object.entries(scenarios).map(
	([name, play]): Case<World> => ({
		name,
		timeout: 300_000,
		inCi: ON_OLDER.test(name) ? undefined : 'newest',
		async run(world) {
			await play({
				feishu: world.feishu,
				app: world.app,
				async run(items, { operation, ...parameters }, settings = {}) {
					const path = `scenario-${++runs}`;
					const retry = settings.retryOnFail && { maxTries: 2, waitBetweenTries: 100 };
					const node = cardNode(world.credential, String(operation), parameters, {
						...settings,
						...retry,
					});
					const content = chain(path, [webhook(path), splitOut(), node]);
					const workflow = await world.activeWorkflow(content);
					const { execution, runs: tries } = await world.call(workflow, { cards: items });
					const task = tries.at(-1);
					const out = (task?.data?.main ?? []).flatMap((list) => list ?? []);
					return {
						items: out.map(({ json }) => json as IDataObject),
						links: out.map(({ pairedItem }) => {
							return [pairedItem].flat().map((link) => (link as { item: number }).item);
						}),
						error: execution.error as never,
						hints: (task?.hints ?? []).map(({ message }) => message),
					};
				},
			});
		},
	}),
);
