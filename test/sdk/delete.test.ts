/** What the node sends is what Feishu's official SDK sends. */
import type { Card, RecordedRequest, UserIdType } from '../feishu/settings';
import { setUp } from '../engine/setUp';
import { OfficialSdk, onTheWire } from './officialSdk';

// The SDK leaves the charset out of the content type.
const n8n = setUp({ acceptPlainJson: true });

const PREFIX: Record<UserIdType, string> = { open_id: 'ou_', union_id: 'on_', user_id: 'u' };

/** Names that JSON may write in more than one way, and plain ones. */
const NAMES = ['order', '订单', 'a"b\\c/d', 'é\u00e9', '🍜', '<&>', 'a/b', 'a\u0301', '𠮷'];

const cardsFor = (type: UserIdType, count: number): Card[] =>
	Array.from({ length: count }, (_, index) => ({
		biz_id: `${NAMES[index % NAMES.length]}-${index}`,
		user_id: `${PREFIX[type]}${index % 7}`,
	}));

async function deleteWithSdk(type: UserIdType, cards: Card[]): Promise<RecordedRequest[]> {
	const { feishu } = n8n;
	feishu.requests = [];
	const sdk = new OfficialSdk(feishu);
	for (let first = 0; first < cards.length; first += 20) {
		await sdk.delete(type, cards.slice(first, first + 20));
	}
	return feishu.deleteRequests;
}

async function deleteWithNode(type: UserIdType, cards: Card[]): Promise<RecordedRequest[]> {
	n8n.feishu.requests = [];
	const ran = await n8n.run([{ cards } as never], {
		parameters: {
			cardSource: 'list',
			userIdType: type,
			options: { requestsPerSecond: 1000, ignoreNotCreated: true },
		},
	});
	expect(ran.error).toBeUndefined();
	expect(ran.failed).toEqual([]);
	return n8n.feishu.deleteRequests;
}

describe.each<UserIdType>(['open_id', 'union_id', 'user_id'])('with %s', (type) => {
	test('one to sixty cards take the same requests, byte for byte', async () => {
		for (let count = 1; count <= 60; count++) {
			const cards = cardsFor(type, count);
			const bySdk = await deleteWithSdk(type, cards);
			const byNode = await deleteWithNode(type, cards);
			expect(bySdk).toHaveLength(Math.ceil(count / 20));
			expect(byNode.map(onTheWire)).toEqual(bySdk.map(onTheWire));
		}
	});

	test('the same cards are gone afterwards', async () => {
		const cards = cardsFor(type, 45);
		const left: string[][] = [];
		for (const deleteThem of [deleteWithSdk, deleteWithNode]) {
			n8n.feishu.addCards(
				cardsFor(type, 60).map((one) => ({ bizId: one.biz_id, userId: one.user_id })),
			);
			expect(n8n.feishu.cardCount).toBe(60);
			await deleteThem(type, cards);
			left.push(n8n.feishu.cards.map(({ bizId }) => bizId).sort());
		}
		expect(left[0]).toHaveLength(15);
		expect(left[1]).toEqual(left[0]);
	});
});

test("the node's content type is the one of Feishu's document; the SDK's is shorter", async () => {
	const cards = cardsFor('open_id', 1);
	const [bySdk] = await deleteWithSdk('open_id', cards);
	const [byNode] = await deleteWithNode('open_id', cards);
	expect(bySdk.headers['content-type']).toBe('application/json');
	expect(byNode.headers['content-type']).toBe('application/json; charset=utf-8');
});
