import { refusal } from './answers';
import { documents, type Document } from './documents';
import { namedCards } from './namedCards';
import * as rule from './rules';
import type { Call, Rule } from './rules';
import type { HeldCard } from './cards';
import type { Card, NamedCard, Reason } from './settings';
import type { Shape } from './shapes';

/** The card APIs' documents ask for the same, but for the body. */
export const rulesFor = (document: Document, body: Shape): Rule[] => [
	rule.carriesAToken,
	rule.appIsInUse,
	rule.nothingStopsIt,
	rule.keepsTheRate,
	rule.mayWriteCards(document),
	rule.hasTheContentType(document),
	rule.hasTheQuery(document, rule.USER_ID_TYPE),
	rule.hasAJsonBody,
	rule.hasTheBody(document, body),
	...rule.usersAreGood(document, ({ request }) => namedCards(request).map((card) => card.user_id)),
	noCardIsRefused(document),
	noCardIsPoison,
];

const noCardIsRefused = (document: Document): Rule => ({
	name: 'no card makes Feishu refuse the whole request (a setting)',
	document,
	check({ request, state }) {
		for (const card of namedCards(request)) {
			const complaint = state.settings.refuseCards?.(card);
			if (complaint) return refusal(complaint.code, complaint.msg);
		}
		return undefined;
	},
});

const noCardIsPoison: Rule = {
	name: 'no card makes Feishu fail each time (a setting)',
	document: documents.errorCodes,
	check({ request, state }) {
		for (const card of namedCards(request)) {
			const failing = state.settings.poisonCards?.(card);
			if (failing) return refusal(failing.code, failing.msg, failing.status);
		}
		return undefined;
	},
};

/** 创建应用消息流卡片, link: of an AppLink it is checked whether the app ID is right. */
export const linksAreGood = (document: Document): Rule => ({
	name: 'an AppLink of a web app or a mini program names an app',
	document,
	check({ request, state }) {
		const bad = namedCards(request).some(({ contents }) => {
			const { host, pathname, searchParams } = new URL(contents?.link?.link ?? 'https://no.link');
			if (!/^applink\.(feishu\.cn|larksuite\.com)$/.test(host)) return false;
			if (!/^\/client\/(web_app|mini_program)\/open$/.test(pathname)) return false;
			const appId = searchParams.get('appId') ?? '';
			return appId === '' || state.settings.unknownAppLinkApps.has(appId);
		});
		return bad ? refusal(230001, 'param is invalid: link: the appId is not right') : undefined;
	},
});

export const held = (call: Call, card: Card): HeldCard => ({
	...rule.ownerOf(call),
	bizId: card.biz_id,
	userId: card.user_id,
});

/** What keeps one card of a good request from being handled, by a test's settings. */
export function failureOf(call: Call, card: NamedCard): Reason | { raw: unknown } | undefined {
	const { settings, users, cards } = call.state;
	const { method, path } = call.request;
	const nth = cards.countAsked(`${method} ${path}`, held(call, card));
	if (settings.wrongUser !== 'refusesRequest') {
		const good =
			users.exists(card.user_id, rule.userIdTypeOf(call)) &&
			!settings.crossAppUsers.has(card.user_id);
		if (!good) return settings.wrongUser;
	}
	return settings.failCard?.(card, nth, call.request);
}

/** Tells whether a card was named before in the same request, and remembers it. */
export function repeatedIn(call: Call): (card: Card) => boolean {
	const seen = new Set<string>();
	return (card) => {
		const key = call.state.cards.key(held(call, card));
		const repeated = seen.has(key);
		seen.add(key);
		return repeated && call.state.settings.sameCardTwice === 'reported';
	};
}
