import { reasonCodeOf } from '../../nodes/FeishuAppFeedCard/card/failure';
import { readFailedCards } from '../../nodes/FeishuAppFeedCard/sending/failedCards';
import { FeishuError } from '../../nodes/shared/feishuError';

const read = (failed_cards: unknown) => readFailedCards({ failed_cards }, 'delete');
const reasonOf = (reason: unknown) => read([{ biz_id: 'a', user_id: 'u', reason }])[0].failure;

test.each([
	['UNKNOWN', 0],
	['NO_PERMISSION', 1],
	['NOT_CREATED', 2],
	['RATE_LIMITED', 3],
	['DUPLICATE', 4],
])('%s is understood as a name, as digits and as a number', (reason, reasonCode) => {
	for (const spelling of [
		reason,
		reason.toLowerCase(),
		` ${reason} `,
		String(reasonCode),
		reasonCode,
	]) {
		const failed = reasonOf(spelling);
		expect(failed).toMatchObject({ reason, code: 0 });
		expect(reasonCodeOf(failed.reason)).toBe(reasonCode);
	}
	expect(reasonOf(reason).message).not.toBe('');
});

test('DUPLICATED, as the official Java SDK calls it, is the same as DUPLICATE', () => {
	expect(reasonOf('DUPLICATED')).toEqual(reasonOf('DUPLICATE'));
	expect(reasonOf('duplicated')).toMatchObject({ reason: 'DUPLICATE' });
});

test.each([['FROZEN'], ['5'], ['-1'], ['1.5'], ['__proto__']])(
	'a reason that nobody knows (%s) is passed through',
	(reason) => {
		const failed = reasonOf(reason);
		expect(failed).toEqual({ reason, code: 0, message: `Feishu gave the reason "${reason}".` });
		expect(reasonCodeOf(failed.reason)).toBeNull();
	},
);

test.each([[undefined], [null], [''], [' ']])(
	'no reason (%j) means that Feishu gave no cause',
	(reason) => {
		expect(reasonOf(reason)).toMatchObject({ reason: 'UNKNOWN' });
	},
);

test('an entry may leave out the user, or anything; an ID that is a number is an ID', () => {
	expect(read([{ biz_id: 'a', reason: '2' }])[0]).toMatchObject({ bizId: 'a', userId: undefined });
	expect(read([{ biz_id: 'a', user_id: '', reason: '2' }])[0].userId).toBeUndefined();
	expect(read([{ biz_id: 1007, user_id: 12, reason: 2 }])[0]).toMatchObject({
		bizId: '1007',
		userId: '12',
	});
	expect(read([null])[0]).toMatchObject({ bizId: undefined, userId: undefined });
});

test.each<[string, unknown]>([
	['no list', undefined],
	['null', null],
	['an empty list', []],
])('%s means that no card failed', (_, failed_cards) => {
	expect(read(failed_cards)).toEqual([]);
});

test('a list that is none leaves the outcome open', () => {
	expect(() => read({ biz_id: 'a' })).toThrow(FeishuError);
	try {
		read('all');
	} catch (error) {
		expect((error as FeishuError).details).toMatchObject({
			kind: 'unavailable',
			outcomeUnknown: true,
		});
	}
});
