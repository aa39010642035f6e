import type { FeishuStandIn } from '../feishu/standIn';
import type { Clicked } from './buttonClicks';
import {
	cardsWorkflow,
	clickWorkflow,
	CREATE,
	NODE_TYPE,
	START,
	type Task,
} from './exampleWorkflow';
import type { N8nRest, Workflow } from './rest';

/** Each for somebody else. */
export const TASKS = Array.from(
	{ length: 24 },
	(_, index): Task => ({
		id: `task-${index + 1}`,
		email: `colleague-${index + 1}@example.com`,
		title: `Task ${index + 1}`,
	}),
);

/** Feishu knows nobody with these addresses. */
const UNKNOWN = [TASKS[7], TASKS[15]];
/** The app may not write to this person. */
const OUT_OF_REACH = TASKS[20];

const FAILED = new Map(
	[...UNKNOWN, OUT_OF_REACH].map(({ id }) => [
		id,
		id === OUT_OF_REACH.id ? 'NO_PERMISSION' : 'USER_NOT_FOUND',
	]),
);

export interface FailedCard {
	biz_id: string;
	user_id: string;
	reason: string;
	message: string;
}

export interface Example {
	/** Makes the cards. */
	cards: Workflow;
	/** Takes them away, each with its click. */
	clicks: Workflow;
}

/** The people, the credential and both workflows, as somebody would make them in the editor. */
export async function setUpExample(rest: N8nRest, feishu: FeishuStandIn): Promise<Example> {
	feishu.app.scopes.add('contact:user.id:readonly');
	for (const { id, email } of TASKS) {
		const openId = openIdOf(id);
		if (!UNKNOWN.some((task) => task.id === id)) feishu.addUser({ openId, email });
	}
	feishu.settings.failCard = ({ biz_id }) =>
		biz_id === OUT_OF_REACH.id ? 'NO_PERMISSION' : undefined;

	await rest.setUpOwner();
	const types = await rest.nodeTypes();
	if (!types.some(({ name }) => name === NODE_TYPE)) {
		throw new Error(`n8n did not load the package: there is no node ${NODE_TYPE} in it`);
	}
	const { appId, appSecret } = feishu.app;
	const app = { appId, appSecret };
	const credential = await rest.createAppCredential('Feishu stand-in', feishu.url, app);
	const cards = await rest.createWorkflow(cardsWorkflow(credential, TASKS));
	return { cards, clicks: await rest.activeWorkflow(clickWorkflow(credential)) };
}

const openIdOf = (taskId: string) => `ou_${taskId.replace('task-', '').padStart(32, '0')}`;

/** Runs the workflow that makes the cards, and gives back what came out of Failed. */
export async function makeCards(rest: N8nRest, { cards }: Example): Promise<FailedCard[]> {
	const execution = await rest.waitForExecution(await rest.run(cards.id, START));
	if (execution.error) throw new Error(`The workflow ended with: ${execution.error.message}`);
	const [, failed] = execution.runData[CREATE][0].data?.main ?? [];
	return (failed ?? []).map(({ json }) => json as unknown as FailedCard);
}

/** What is not as it must be after the cards were made and one of them was clicked; nothing when all is well. */
export async function complaints(
	rest: N8nRest,
	feishu: FeishuStandIn,
	{ clicks }: Example,
	failed: FailedCard[],
	clicked: Clicked | undefined,
): Promise<string[]> {
	const found: string[] = [];
	const mustBe = (what: string, is: unknown, expected: unknown) => {
		const [isText, expectedText] = [is, expected].map((value) => JSON.stringify(value));
		if (isText !== expectedText) found.push(`${what}: ${isText} instead of ${expectedText}.`);
	};
	const reasons = failed.map(({ biz_id, reason }) => [biz_id, reason]);
	mustBe('Out of Failed', reasons.sort(), [...FAILED].sort());
	const made = TASKS.filter(({ id }) => !FAILED.has(id)).map(({ id }) => id);
	const times = made.map((id) => feishu.timesCreated(id, openIdOf(id)));
	mustBe('How often the cards were made', times, Array<number>(made.length).fill(1));
	mustBe('Look-ups of addresses', feishu.lookUps.length, 1);

	mustBe('Long connections', feishu.longConnections.opened, 1);
	mustBe('What the click showed', clicked?.toast, 'Well done!');
	mustBe('The card that was clicked is gone', clicked?.isGone, true);
	const left = feishu.cards.map(({ bizId }) => bizId).sort();
	mustBe('The cards that are left', left, made.filter((id) => id !== clicked?.biz_id).sort());
	const started = await rest.executions(clicks.id);
	mustBe('How often the click started its workflow', started.length, 1);
	return found;
}
