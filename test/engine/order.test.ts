/** What comes out stands in the order of what went in, mistakes in it included. */
import type { IDataObject } from 'n8n-workflow';

import { heldCards, inputsOf, setUp } from './setUp';

const n8n = setUp();

const good = (name: string): IDataObject => ({ biz_id: name, user_id: 'ou_1' });
const mistake = (name: string): IDataObject => ({ biz_id: name });
const gone = (name: string): IDataObject => ({ biz_id: name, user_id: 'ou_gone' });

/** Mistakes before, between and after cards that are there and cards that are gone. */
const items = [
	mistake('a'),
	good('b'),
	gone('c'),
	mistake('d'),
	mistake('e'),
	gone('f'),
	good('g'),
	mistake('h'),
];
const names = items.map(({ biz_id }) => biz_id);
const failing = names.filter((name) => !['b', 'g'].includes(String(name)));
beforeEach(() => n8n.feishu.addCards(heldCards([items[1], items[6]])));

const run = async (output: string, given = items, cardSource = 'items') =>
	await n8n.run(given, {
		parameters: { output, cardSource },
		onError: 'continueRegularOutput',
	});

test('of the cards that did not fail, and of the failed ones', async () => {
	const ran = await run('cards');
	expect(ran.done.map(({ biz_id }) => biz_id)).toEqual(['b', 'g']);
	expect(ran.failed.map(({ biz_id }) => biz_id)).toEqual(failing);
	expect(ran.items.map(inputsOf)).toEqual(names.map((_, index) => [index]));
});

test('of the failed cards in the summary', async () => {
	const ran = await run('summary');
	const failed = ran.done[0].failed_cards as IDataObject[];
	expect(failed.map(({ biz_id }) => biz_id)).toEqual(failing);
});

test('of lists, one in each item, some of which are none', async () => {
	const lists = [
		{ cards: 'no list' },
		{ cards: [items[1], items[2]] },
		{ cards: 7 },
		{ cards: [items[0]] },
		{ cards: [items[5], items[6]] },
	];
	const ran = await run('cards', lists, 'list');
	expect(ran.done.map(({ biz_id }) => biz_id)).toEqual(['b', 'g']);
	expect(ran.failed.map(({ biz_id }) => biz_id)).toEqual([null, 'c', null, 'a', 'f']);
	expect(ran.items.map(inputsOf)).toEqual([0, 1, 1, 2, 3, 4, 4].map((item) => [item]));
});

test('of one list, and of the users of one card', async () => {
	const inList = [
		good('b'),
		mistake('a'),
		gone('c'),
		{ biz_id: 'm', user_ids: ['ou_1', 'ou 2', 'ou_3'] },
		good('g'),
	];
	const ran = await run('cards', [{ cards: inList }], 'list');
	expect(ran.done.map(({ biz_id }) => biz_id)).toEqual(['b', 'g']);
	expect(ran.failed.map(({ biz_id, user_id }) => [biz_id, user_id])).toEqual([
		['a', null],
		['c', 'ou_gone'],
		['m', 'ou_1'],
		['m', null],
		['m', 'ou_3'],
	]);
});

test('of a long list', async () => {
	const cards = Array.from({ length: 450 }, (_, index) => gone(`card-${index}`));
	const ran = await run('cards', [{ cards }], 'list');
	expect(ran.cards.map(({ biz_id }) => biz_id)).toEqual(cards.map(({ biz_id }) => biz_id));
	const [{ failed_cards: failed }] = (await run('summary', [{ cards }], 'list')).done;
	expect((failed as IDataObject[]).map(({ biz_id }) => biz_id)).toEqual(
		cards.map(({ biz_id }) => biz_id),
	);
});

test('if cards fail for good before others, and after them', async () => {
	// The later ones are answered first.
	n8n.feishu.settings.latencyMs = ({ rawBody }) => (rawBody.includes('"card-0"') ? 200 : 0);
	n8n.feishu.settings.failCard = ({ biz_id }) =>
		['card-3', 'card-50'].includes(biz_id) ? 'NO_PERMISSION' : undefined;
	const many = Array.from({ length: 60 }, (_, index) => good(`card-${index}`));
	n8n.feishu.addCards(heldCards(many));
	const ran = await run('summary', many);
	const failed = ran.done[0].failed_cards as IDataObject[];
	expect(failed.map(({ biz_id }) => biz_id)).toEqual(['card-3', 'card-50']);
	n8n.feishu.addCards(heldCards(many));
	const { done } = await run('cards', many);
	expect(done.map(({ biz_id }) => biz_id)).toEqual(
		many.map(({ biz_id }) => biz_id).filter((id) => !['card-3', 'card-50'].includes(String(id))),
	);
});
