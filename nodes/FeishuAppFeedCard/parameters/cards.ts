import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Card } from '../card/card';
import type { UserIdType } from '../transport/feedCardApi';
import { ParameterValues, type Value } from './parameterValues';
import { parseCard, parseList, type Mistake, type ParsedCards } from '../card/list';

const show = (cardSource: 'items' | 'list') => ({
	show: { operation: ['delete'], cardSource: [cardSource] },
});

/** The parameters that name the cards to delete. */
export const cardParameters: INodeProperties[] = [
	{
		displayName: 'Card Source',
		name: 'cardSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Input Items',
				value: 'items',
				description: 'Each input item names a card, for one or more users',
			},
			{
				name: 'List',
				value: 'list',
				description: 'Each input item holds a list of cards',
			},
		],
		default: 'items',
		description: 'Where the cards to delete are named',
		displayOptions: { show: { operation: ['delete'] } },
	},
	{
		displayName: 'Business ID',
		name: 'bizId',
		type: 'string',
		required: true,
		default: '={{ $json.biz_id }}',
		placeholder: 'e.g. ed381d34-49ac-4876-8d9e-23447acb587e',
		description: 'The biz_id (业务 ID) that the card was created with',
		displayOptions: show('items'),
	},
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		required: true,
		default: '={{ $json.user_id }}',
		placeholder: 'e.g. ou_88553eda9014c201e6969b478895c223',
		description:
			'In whose message list the card is. Several IDs with commas between them, or an array, delete the card for each of these users.',
		displayOptions: show('items'),
	},
	{
		displayName: 'Cards',
		name: 'cards',
		type: 'json',
		required: true,
		default: '={{ $json.cards }}',
		placeholder: 'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201"}]',
		description:
			'A list of cards, each with biz_id and user_id. After a Webhook node it is usually found under body.cards.',
		displayOptions: show('list'),
	},
];

/** A mistake, with the input item that it is in and its place among the results. */
export interface ItemMistake extends Mistake {
	input: number;
	order: number;
}

export interface CardsToDelete {
	/** Each card once, in the order in which the input first names it. */
	cards: Card[];
	mistakes: ItemMistake[];
}

/** Reads the cards from all input items; n8n's own error for an expression that fails becomes a mistake. */
export function readCards(context: IExecuteFunctions, userIdType: UserIdType): CardsToDelete {
	const items = context.getInputData();
	const fromList = context.getNodeParameter('cardSource', 0) === 'list';
	const read = fromList ? readList : readItem;
	const values = new ParameterValues(context, items);

	const distinct = new Map<string, Card>();
	const mistakes: ItemMistake[] = [];
	for (let input = 0; input < items.length; input++) {
		const parsed = read(values, input, userIdType);
		for (const { bizId, userId } of parsed.cards) {
			// User IDs contain no white space, so this names a pair.
			const key = `${userId}\n${bizId}`;
			const known = distinct.get(key);
			if (!known) {
				const order = distinct.size + mistakes.length;
				distinct.set(key, { bizId, userId, inputs: [input], order });
			} else if (known.inputs.at(-1) !== input) {
				known.inputs.push(input);
			}
		}
		for (const mistake of parsed.mistakes) {
			mistakes.push({ ...mistake, input, order: distinct.size + mistakes.length });
		}
	}
	return { cards: [...distinct.values()], mistakes };
}

function readItem(values: ParameterValues, input: number, userIdType: UserIdType): ParsedCards {
	const bizId = values.get('bizId', input);
	const userId = values.get('userId', input);
	if (bizId.failed || userId.failed) {
		return failedExpressions({ 'Business ID': bizId, 'User ID': userId });
	}
	return parseCard(bizId.value, userId.value, userIdType, {
		bizId: 'Business ID',
		userId: 'User ID',
	});
}

function readList(values: ParameterValues, input: number, userIdType: UserIdType): ParsedCards {
	const cards = values.get('cards', input);
	if (cards.failed) return failedExpressions({ cards });
	return parseList(cards.value, userIdType, 'cards');
}

function failedExpressions(values: Record<string, Value>): ParsedCards {
	const mistakes: Mistake[] = [];
	for (const [field, value] of Object.entries(values)) {
		if (value.failed) {
			const problem = `has an expression that fails: ${value.words}`;
			mistakes.push({ field, problem, bizId: null, userId: null });
		}
	}
	return { cards: [], mistakes };
}
