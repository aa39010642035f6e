import { randomUUID } from 'node:crypto';
import { refusal } from './answers';
import { cardFields, link } from './cardContents';
import { failureOf, held, linksAreGood, rulesFor } from './cardRules';
import { documents } from './documents';
import { answerWith, failure } from './failures';
import { namedCards } from './namedCards';
import type { Api, Rule } from './rules';
import { list, object, optional, text } from './shapes';

const noCardExists: Rule = {
	name: 'no user has a card with this biz_id already (a setting)',
	document: documents.createCard,
	check(call) {
		const { cards, settings } = call.state;
		const { existingCard } = settings;
		if (typeof existingCard === 'string') return undefined;
		const exists = namedCards(call.request).some((card) => cards.isTaken(held(call, card)));
		return exists ? refusal(existingCard.code, existingCard.msg) : undefined;
	},
};

export const createCard: Api = {
	method: 'POST',
	path: '/open-apis/im/v2/app_feed_card',
	rules: [
		...rulesFor(
			documents.createCard,
			object({
				// link: 创建时该参数为必填参数
				app_feed_card: object({ ...cardFields, biz_id: optional(text(0, 200)), link }),
				user_ids: list(1, 20, text(1)),
			}),
		),
		linksAreGood(documents.createCard),
		noCardExists,
	],
	act(call) {
		const { cards, settings } = call.state;
		const named = namedCards(call.request);
		// 若不传入，则 API 响应体中会返回系统自动分配的业务 ID
		const bizId = named[0].biz_id || randomUUID();
		const failed = named.flatMap(({ contents = {}, ...card }) => {
			card.biz_id = bizId;
			const reason = failureOf(call, { ...card, contents });
			if (reason) return [failure(call, card, reason)];
			if (settings.existingCard === 'reported' && cards.isTaken(held(call, card))) {
				return [failure(call, card, 'DUPLICATE')];
			}
			cards.create(held(call, card), contents);
			return [];
		});
		return answerWith(call, failed, { biz_id: bizId });
	},
};
