import { shapeOf } from './compare';

describe('the shape of an answer', () => {
	it('is every path in it with its type, lists taken together', () => {
		const answer = { code: 0, data: { failed_cards: [{ reason: '2' }, { user_id: 'ou_1' }] } };
		expect(Object.fromEntries(shapeOf(answer))).toEqual({
			code: 'number',
			data: 'object',
			'data.failed_cards': 'list',
			'data.failed_cards[]': 'object',
			'data.failed_cards[].reason': 'string',
			'data.failed_cards[].user_id': 'string',
		});
	});
});
