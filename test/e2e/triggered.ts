/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import type { ExecutionWithData, Workflow } from '../server/rest';
import type { World } from './world';

interface Publication {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

/** What the user reads when a workflow cannot be activated: n8n 1 says it at once, n8n 2 a little later. */
export async function activationError(
	{ rest }: World,
	{ id }: Pick<Workflow, 'id'>,
): Promise<string> {
	try {
		await rest.activate(id);
	} catch (error) {
		return String(error);
	}
	for (let tries = 0; tries < 80; tries++) {
		const { status, triggers } = await rest.send<Publication>(
			'GET',
			`/workflows/${id}/publication-status`,
		);
		if (status === 'failed') return triggers.map(({ errorMessage }) => errorMessage).join();
		await sleep(250);
	}
	return 'no error';
}

/** The items that the trigger gave out, the first first; it answers before n8n makes an execution. */
export async function items(
	world: World,
	workflow: Workflow,
	expected: number,
): Promise<Array<Record<string, unknown>>> {
	for (let tries = 0; tries < 40; tries++) {
		if ((await count(world, workflow)) >= expected) break;
		await sleep(50);
	}
	// One too many would come now.
	await sleep(500);
	const executions = await world.rest.executions(workflow.id);
	const ended: ExecutionWithData[] = [];
	for (const { id } of executions.reverse()) ended.push(await world.rest.waitForExecution(id));
	return ended.flatMap(({ runData }) =>
		(runData.Trigger ?? []).flatMap(({ data }) => (data?.main[0] ?? []).map(({ json }) => json)),
	);
}

export const count = async (world: World, { id }: Workflow) =>
	(await world.rest.executions(id)).length;
