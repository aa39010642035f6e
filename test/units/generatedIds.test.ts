import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { GeneratedIds } from '../../nodes/FeishuAppFeedCard/reading/generatedIds';

/** What n8n keeps of a node for the time of an execution. */
let kept: Record<string, unknown>;
beforeEach(() => (kept = {}));

const idsOf = (runIndex = 0, type = 'feishuAppFeedCard') =>
	new GeneratedIds(
		{
			getContext: () => kept,
			getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		} as unknown as IExecuteFunctions,
		{ type: `n8n-nodes-feishu-app-feed-card.${type}` } as INode,
	);

test('an ID has the form of a random UUID, and each card its own', () => {
	const ids = idsOf();
	const made = ['0 a', '0 b', '1 a'].map((seed) => ids.make(seed));
	for (const id of made) {
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
	expect(new Set(made).size).toBe(3);
});

test('the same run that n8n tries again makes the same IDs, and knows that it made them', () => {
	const [first, again] = [idsOf(), idsOf()];
	const id = first.make('0 a');
	expect(again.make('0 a')).toBe(id);
	expect([first.madeBefore, again.madeBefore]).toEqual([false, true]);
	expect([again.isMade(id), again.isMade('mine')]).toEqual([true, false]);
});

test('a node in a loop makes new IDs each time', () => {
	const [first, second] = [idsOf(0), idsOf(1)];
	expect(second.make('0 a')).not.toBe(first.make('0 a'));
	expect(second.madeBefore).toBe(false);
});

test('an agent that calls its tool twice means two cards', () => {
	const [first, second] = [idsOf(0, 'feishuAppFeedCardTool'), idsOf(0, 'feishuAppFeedCardTool')];
	expect(second.make('0 a')).not.toBe(first.make('0 a'));
	expect(second.madeBefore).toBe(false);
});

test('another execution makes other IDs', () => {
	const id = idsOf().make('0 a');
	kept = {};
	expect(idsOf().make('0 a')).not.toBe(id);
});
