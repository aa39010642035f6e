/** What Feishu's refusal of a whole request says of its cards: of each presumed message, the right reading. */
import type { Reason } from '../../nodes/FeishuAppFeedCard/card/failure';
import { readRefusal } from '../../nodes/FeishuAppFeedCard/sending/refusal';
import { FeishuError } from '../../nodes/shared/feishuError';

const cards = ['ou_1', 'ou_2', 'ou_3', 'li'].map((userId, order) => ({
	bizId: `a-${order}`,
	userId,
	inputs: [order],
	order,
}));
type Verb = 'create' | 'delete' | 'update';
const STATE_REASONS: Record<Verb, Reason> = {
	create: 'DUPLICATE',
	delete: 'NOT_CREATED',
	update: 'NOT_CREATED',
};

function read(verb: Verb, feishuMessage: string, code = 230001, hints = '') {
	const error = new FeishuError({
		kind: 'refused',
		summary: 'Refused',
		advice: 'Look.',
		code,
		feishuMessage,
		hints,
		logId: hints && '2026',
	});
	return readRefusal(error, { verb, stateReason: STATE_REASONS[verb] }, cards);
}
const reasonOf = (...refused: Parameters<typeof read>) => read(...refused).failure.reason;

describe('is REJECTED with the words of Feishu, whatever exists or does not', () => {
	test.each<[Verb, string]>([
		['create', "param is invalid: app_feed_card.avatar_key doesn't exist"],
		['create', 'nonexistent avatar_key in app_feed_card'],
		['create', 'app_feed_card.link: appid does not exist'],
		['create', 'app_feed_card.biz_id not exist'],
		['delete', 'param is invalid: feed_cards[0].user_id not exist'],
		['update', 'app_feed_card.avatar_key not exist'],
		['update', 'feed_cards[2].app_feed_card.buttons[0] is duplicated'],
		['delete', 'the user of this card does not exist'],
		['delete', 'card user_id not exist'],
		['delete', '用户不存在，卡片删除失败'],
		['create', 'card link already exists in card list'],
		['create', 'the card must exist'],
		['delete', '部门不存在'],
		['create', 'biz_id 已被使用'],
		['create', 'card exists, card not exist'],
		['delete', 'card not exist, card exists'],
		['delete', ''],
	])('in %s: %s', (verb, message) => {
		const { failure, named } = read(verb, message);
		expect(failure).toMatchObject({ reason: 'REJECTED', code: 230001 });
		expect(failure.message).toContain(message);
		expect(named).toEqual([]);
	});
});

test.each([
	'card not exist',
	"the card doesn't exist",
	'This card does not exist.',
	'card no longer exists',
	'no such card',
	'card not found',
	'card a-1 cannot be found',
	'non-existent card',
	'card has been deleted',
	'biz_id [a-2] not exist',
	'param is invalid: biz_id not existed',
	'app feed card was never created',
	'卡片不存在',
	'业务 ID 不存在',
	'参数错误：该卡片不存在',
])('a card that is not there is NOT_CREATED if that can be, and no duplicate: %s', (message) => {
	expect(reasonOf('delete', message)).toBe('NOT_CREATED');
	expect(reasonOf('update', message)).toBe('NOT_CREATED');
	expect(reasonOf('create', message)).toBe('REJECTED');
});

test.each([
	'biz_id exists',
	'biz_id already exists',
	'the card exists already',
	'param is invalid: duplicate biz_id',
	'business id is duplicated',
	'ext=card already exists',
	'卡片已存在',
	'业务 ID 重复',
])('a card that exists is DUPLICATE if that can be: %s', (message) => {
	expect(reasonOf('create', message)).toBe('DUPLICATE');
	expect(reasonOf('delete', message)).toBe('REJECTED');
});

test('a code about the user says nothing of the card', () => {
	expect(reasonOf('delete', 'card not exist', 99992351)).toBe('REJECTED');
});

test("the message says what to do and has Feishu's words", () => {
	expect(read('create', 'biz_id exists').failure).toEqual({
		reason: 'DUPLICATE',
		code: 230001,
		message:
			'This user already has a card with this business ID. Give the new card another ID, or update the existing one. Feishu\'s message: "biz_id exists".',
	});
});

test('what the answer tells beside its message stands in the message, whatever the reason', () => {
	for (const message of ['biz_id exists', 'param is invalid']) {
		expect(read('create', message, 230001, 'Field link: must be https').failure.message).toMatch(
			/"\. Field link: must be https Log ID: 2026\.$/,
		);
	}
});

describe('the cards that a refusal names', () => {
	const namedIn = (message: string) =>
		read('delete', message, 99992351).named.map(({ userId }) => userId);

	test.each(['[ou_1, ou_3]', '[ou_1 ou_3]', '["ou_1","ou_3"]', 'ou_1,ou_3'])(
		'are those of the users in %s',
		(ids) => {
			expect(namedIn(`these open ids not existed: ${ids}`)).toEqual(['ou_1', 'ou_3']);
		},
	);

	test('are not those of users whose ID is only part of one', () => {
		expect(namedIn('these open ids not existed: [ou_10, ou_x]')).toEqual([]);
	});

	test('are not those of words before the IDs, though an employee ID may be any word', () => {
		expect(namedIn('these li ids not existed: [ou_2]')).toEqual(['ou_2']);
		expect(namedIn('these li are invalid')).toEqual([]);
	});
});
