import { readFailedCards, refusalFailure } from '../../nodes/FeishuAppFeedCard/sending/failedCard';
import { FeishuError } from '../../nodes/shared/feishuError';

const read = (failed_cards: unknown) =>
	readFailedCards({ code: 0, data: { failed_cards } }, 'delete');
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
		expect(reasonOf(spelling)).toMatchObject({ reason, reasonCode, code: 0 });
	}
	expect(reasonOf(reason).message).not.toBe('');
});

test.each([
	['卡片已存在', 'DUPLICATE'],
	['业务 ID 不存在', 'NOT_CREATED'],
	['部门不存在', 'REJECTED'],
])('a refusal that says %s is %s', (feishuMessage, reason) => {
	const error = new FeishuError({
		kind: 'refused',
		summary: 'Refused',
		advice: '',
		code: 230001,
		feishuMessage,
	});
	expect(refusalFailure(error, 'create').reason).toBe(reason);
});

test('DUPLICATED, as the official Java SDK calls it, is the same as DUPLICATE', () => {
	expect(reasonOf('DUPLICATED')).toEqual(reasonOf('DUPLICATE'));
	expect(reasonOf('duplicated')).toMatchObject({ reason: 'DUPLICATE', reasonCode: 4 });
});

test.each([['FROZEN'], ['5'], ['-1'], ['1.5'], ['__proto__']])(
	'a reason that nobody knows (%s) is passed through',
	(reason) => {
		expect(reasonOf(reason)).toEqual({
			reason,
			reasonCode: null,
			code: 0,
			message: `Feishu gave the reason "${reason}".`,
		});
	},
);

test.each([[undefined], [null], [''], [' ']])(
	'no reason (%j) means that Feishu gave no cause',
	(reason) => {
		expect(reasonOf(reason)).toMatchObject({ reason: 'UNKNOWN', reasonCode: 0 });
	},
);

test('an entry may leave out the user, or anything', () => {
	expect(read([{ biz_id: 'a', reason: '2' }])[0]).toMatchObject({ bizId: 'a', userId: undefined });
	expect(read([{ biz_id: 'a', user_id: '', reason: '2' }])[0].userId).toBeUndefined();
	expect(read([null])[0]).toMatchObject({ bizId: undefined, userId: undefined });
});

test.each<[string, Record<string, unknown>]>([
	['no data', { code: 0 }],
	['empty data', { code: 0, data: {} }],
	['null', { code: 0, data: { failed_cards: null } }],
	['an empty list', { code: 0, data: { failed_cards: [] } }],
])('%s means that no card failed', (_, answer) => {
	expect(readFailedCards(answer, 'delete')).toEqual([]);
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
