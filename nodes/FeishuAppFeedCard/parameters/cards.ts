import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Mistake, ParsedCards } from '../card/card';
import { parseCard, type UserIdType } from '../card/ids';
import { parseList } from '../card/list';
import type { ParameterValues, Value } from './parameterValues';

/**
 * The parameters that name the cards.
 *
 * @param operation the operations that have them
 */
export function cardParameters(operation: string[]): INodeProperties[] {
	const show = (cardSource: 'items' | 'list') => ({
		show: { operation, cardSource: [cardSource] },
	});
	return [
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
			description: 'Where the cards are named',
			displayOptions: { show: { operation } },
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
				'In whose message list the card is. Several IDs with commas between them, or an array, mean the card of each of these users.',
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
}

/** Reads what one input item names. */
export type ItemReader = (values: ParameterValues, input: number, type: UserIdType) => ParsedCards;

/** How the input items are to be read, by Card Source. */
export function itemReader(context: IExecuteFunctions): ItemReader {
	return context.getNodeParameter('cardSource', 0) === 'list' ? readList : readItem;
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
