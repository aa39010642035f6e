/** What older n8n, from 1.85 on, does not have. */
import { ExecuteContext } from 'n8n-core';

import { cardItems, heldCards, setUp } from './setUp';

const n8n = setUp();

const { addExecutionHints } = ExecuteContext.prototype;

beforeEach(() => Reflect.deleteProperty(ExecuteContext.prototype, 'addExecutionHints'));
afterEach(() => Object.assign(ExecuteContext.prototype, { addExecutionHints }));

test('where nothing takes a hint, as in a tool before n8n 1.119, the node does without', async () => {
	const items = cardItems(2);
	n8n.feishu.addCards(heldCards([items[0]]));
	const ran = await n8n.run(items);
	expect(ran.error).toBeUndefined();
	expect(ran.failed).toEqual([expect.objectContaining({ ...items[1], reason: 'NOT_CREATED' })]);
});
