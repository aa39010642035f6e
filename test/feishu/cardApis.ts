import { randomUUID } from 'node:crypto';
import { refusal, success } from './answers';
import { EMPLOYEE_ID_SCOPE, WRITE_SCOPE } from './apps';
import { documents, type Document } from './documents';
import * as rule from './rules';
import type { Api, Call, Rule } from './rules';
import { REASONS, type Card, type Reason } from './settings';
import {
	boolean,
	httpsUrl,
	list,
	object,
	oneOf,
	optional,
	text,
	textMap,
	type Shape,
} from './shapes';

/** The card APIs' documents ask for the same, but for the body. */
const rulesFor = (document: Document, body: Shape, usersOf: (call: Call) => string[]): Rule[] => [
	rule.carriesAToken,
	rule.appIsInUse,
	rule.nothingStopsIt,
	rule.keepsTheRate,
	rule.mayWriteCards,
	rule.hasTheContentType(document),
	rule.hasTheQuery(document, rule.USER_ID_TYPE),
	rule.hasAJsonBody,
	rule.hasTheBody(document, body),
	...rule.usersAreGood(document, usersOf),
];

const cardsOf = ({ request }: Call) => (request.body as { feed_cards: Card[] }).feed_cards;

const noCardIsRefused: Rule = {
	name: 'no card makes Feishu refuse the whole request (a setting)',
	document: documents.deleteCards,
	check(call) {
		for (const card of cardsOf(call)) {
			const complaint = call.state.settings.refuseCards?.(card);
			if (complaint) return refusal(complaint.code, complaint.msg);
		}
		return undefined;
	},
};

const deleteCards: Api = {
	method: 'DELETE',
	path: '/open-apis/im/v2/app_feed_card/batch',
	rules: [
		...rulesFor(
			documents.deleteCards,
			// No card can have a longer biz_id: 创建应用消息流卡片 allows 200.
			object({ feed_cards: list(1, 20, object({ biz_id: text(1, 200), user_id: text(1) })) }),
			(call) => cardsOf(call).map((card) => card.user_id),
		),
		noCardIsRefused,
	],
	act(call) {
		const { cards, settings } = call.state;
		const seen = new Set<string>();
		const failed = cardsOf(call).flatMap((card) => {
			const held = { ...rule.ownerOf(call), bizId: card.biz_id, userId: card.user_id };
			const key = cards.key(held);
			if (seen.has(key)) return [failure(call, card, 'DUPLICATE')];
			seen.add(key);
			const reason = settings.failCard?.(card, cards.countAsked(held));
			if (reason) return [failure(call, card, reason)];
			return cards.remove(held) ? [] : [failure(call, card, 'NOT_CREATED')];
		});
		return success(failed.length > 0 || settings.emptyFailedCards ? { failed_cards: failed } : {});
	},
};

/** An entry of failed_cards. 字段权限要求: user_id is a field that needs a permission to be seen. */
function failure(call: Call, card: Card, reason: Reason | { raw: unknown }) {
	const { omitUserId, reasonStyle } = call.state.settings;
	const hidden =
		omitUserId === 'byDocument'
			? rule.userIdTypeOf(call) === 'user_id' && !rule.appOf(call).scopes.has(EMPLOYEE_ID_SCOPE)
			: omitUserId;
	return {
		biz_id: card.biz_id,
		...(hidden ? {} : { user_id: card.user_id }),
		reason: typeof reason === 'object' ? reason.raw : spell(reason, reasonStyle),
	};
}

/** The document lists digits in a string field and shows a name; a client may meet numbers too. */
function spell(reason: Reason, style: 'name' | 'digit' | 'number'): string | number {
	const number = REASONS.indexOf(reason);
	return { name: reason, digit: String(number), number }[style];
}

const url = optional(httpsUrl(700));

const button = object({
	multi_url: optional(object({ url, android_url: url, ios_url: url, pc_url: url })),
	action_type: oneOf('url_page', 'webhook'),
	text: object({ text: text(1, 30) }),
	button_type: optional(oneOf('default', 'primary', 'success')),
	action_map: optional(textMap),
});

const createBody = object({
	app_feed_card: object({
		biz_id: optional(text(0, 200)),
		title: optional(text(0, 60)),
		avatar_key: optional(text(0, 100)),
		preview: optional(text(0, 120)),
		status_label: optional(
			object({
				text: text(1, 20),
				type: oneOf('primary', 'secondary', 'success', 'danger'),
			}),
		),
		buttons: optional(object({ buttons: list(0, 2, button) })),
		// 创建时该参数为必填参数
		link: object({ link: httpsUrl(700) }),
		time_sensitive: optional(boolean),
		notify: optional(
			object({
				close_notify: optional(boolean),
				custom_sound_text: optional(text(0, 20)),
				with_custom_sound: optional(boolean),
			}),
		),
	}),
	user_ids: list(1, 20, text(1)),
});

interface CreateBody {
	app_feed_card: { biz_id?: string };
	user_ids: string[];
}

const createCard: Api = {
	method: 'POST',
	path: '/open-apis/im/v2/app_feed_card',
	rules: rulesFor(
		documents.createCard,
		createBody,
		({ request }) => (request.body as CreateBody).user_ids,
	),
	act(call) {
		const { app_feed_card: card, user_ids: userIds } = call.request.body as CreateBody;
		const bizId = card.biz_id || randomUUID();
		const failed = userIds.flatMap((userId) => {
			const held = { ...rule.ownerOf(call), bizId, userId };
			if (call.state.cards.has(held)) {
				return [failure(call, { biz_id: bizId, user_id: userId }, 'DUPLICATE')];
			}
			call.state.cards.add(held);
			return [];
		});
		return success({ ...(failed.length > 0 ? { failed_cards: failed } : {}), biz_id: bizId });
	},
};

const grantedScopes: Api = {
	method: 'GET',
	path: '/open-apis/application/v6/scopes',
	rules: [rule.carriesAToken, rule.hasTheQuery(documents.grantedScopes, {})],
	act(call) {
		const { installed, scopes } = rule.appOf(call);
		if (!installed) return refusal(212100, 'app not install');
		return success({
			scopes: [...new Set([WRITE_SCOPE, EMPLOYEE_ID_SCOPE, ...scopes])].map((name) => ({
				scope_name: name,
				grant_status: scopes.has(name) ? 1 : 2,
			})),
		});
	},
};

export const cardApis = [deleteCards, createCard, grantedScopes];
