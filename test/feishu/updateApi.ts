import { refusal } from './answers';
import { cardFields, FIELD_OF_NUMBER, link, UPDATE_FIELDS } from './cardContents';
import { failureOf, held, linksAreGood, repeatedIn, rulesFor } from './cardRules';
import { documents } from './documents';
import { answerWith, failure } from './failures';
import { namedCards } from './namedCards';
import type { Api, Rule } from './rules';
import { list, object, oneOf, optional, text } from './shapes';

const fieldsAreThere: Rule = {
	name: 'each field that update_fields names is in app_feed_card (a setting)',
	document: documents.updateCards,
	check({ request, state }) {
		if (state.settings.missingUpdateField !== 'refused') return undefined;
		const missing = namedCards(request).some(({ contents, updateFields = [] }) =>
			updateFields.some((number) => {
				const field = FIELD_OF_NUMBER[number];
				return field !== undefined && contents?.[field] === undefined;
			}),
		);
		return missing ? refusal(230001, 'param is invalid: a field to update is missing') : undefined;
	},
};

const eachCardExists: Rule = {
	name: 'each card exists (a setting)',
	document: documents.updateCards,
	check(call) {
		const { cards, settings } = call.state;
		const { updateOfMissing } = settings;
		if (updateOfMissing === 'reported') return undefined;
		const missing = namedCards(call.request).some((card) => !cards.has(held(call, card)));
		return missing ? refusal(updateOfMissing.code, updateOfMissing.msg) : undefined;
	},
};

export const updateCards: Api = {
	method: 'PUT',
	path: '/open-apis/im/v2/app_feed_card/batch',
	rules: [
		...rulesFor(
			documents.updateCards,
			object({
				feed_cards: list(
					1,
					20,
					object({
						// The table says that it may be left out, as for create; but nothing else names the card.
						app_feed_card: object({ ...cardFields, biz_id: text(1, 200), link: optional(link) }),
						user_id: text(1),
						update_fields: list(1, 20, oneOf(...UPDATE_FIELDS)),
					}),
				),
			}),
		),
		linksAreGood(documents.updateCards),
		fieldsAreThere,
		eachCardExists,
	],
	act(call) {
		const isRepeated = repeatedIn(call);
		const failed = namedCards(call.request).flatMap(
			({ contents = {}, updateFields = [], ...card }) => {
				if (isRepeated(card)) return [failure(call, card, 'DUPLICATE')];
				const reason = failureOf(call, { ...card, contents, updateFields });
				if (reason) return [failure(call, card, reason)];
				const updated = call.state.cards.update(held(call, card), contents, updateFields);
				return updated ? [] : [failure(call, card, 'NOT_CREATED')];
			},
		);
		return answerWith(call, failed);
	},
};
