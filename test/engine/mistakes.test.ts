/** What an error about the input tells: where the mistake is, and what to do about the commonest ones. */
import type { IDataObject, NodeOperationError } from 'n8n-workflow';

import { cardItems, setUp } from './setUp';

const n8n = setUp();
const [good] = cardItems(1);

test.each([
	['biz_id', 'items', { biz_id: 'a' }],
	['user_id', 'items', { user_id: 'ou_1' }],
	['cards', 'list', { cards: [good] }],
	['feed_cards', 'list', { feed_cards: [good] }],
])('after a webhook, %s is looked for under body', async (name, cardSource, body) => {
	const ran = await n8n.run([{ headers: {}, body } as IDataObject], { parameters: { cardSource } });
	expect(ran.error?.description).toContain(`{{ $json.body.${name} }}`);
	expect(n8n.feishu.requests).toEqual([]);
});

test.each<[string, IDataObject]>([
	['a body that is text', { body: 'cards' }],
	['a body that is empty', { body: null }],
	['a body that holds something else', { body: { order: 17 } }],
	['no body', { order: 17 }],
])('nothing is said of a body where there is %s', async (_, item) => {
	const ran = await n8n.run([item]);
	expect(ran.error).toBeDefined();
	expect(ran.error?.description ?? '').not.toContain('$json.body.');
});

test.each([
	[0, [{}, good]],
	[1, [good, {}]],
	[2, [good, good, { biz_id: 'a' }]],
])('the error belongs to input item %i', async (index, items) => {
	const ran = await n8n.run(items as IDataObject[]);
	const error = ran.task.error as unknown as NodeOperationError;
	expect(error.context.itemIndex).toBe(index);
});
