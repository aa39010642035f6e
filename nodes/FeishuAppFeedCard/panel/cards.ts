import type { INodeProperties } from 'n8n-workflow';

/** The operations that have a parameter in this form or that. */
export interface CardOperations {
	all: string[];
	/** A card without a business ID gets one. */
	makeBizId: string[];
	/** The IDs are enough. */
	idsAlone: string[];
}

/** The parameters that name the cards. */
export function cardParameters(operations: CardOperations): {
	/** Before what the cards are like. */
	cardSource: INodeProperties;
	items: INodeProperties[];
	list: INodeProperties[];
} {
	const show = (operation: string[], cardSource: 'items' | 'list') => ({
		show: { operation, cardSource: [cardSource] },
	});
	const { all, makeBizId, idsAlone } = operations;
	const without = (some: string[]) => all.filter((operation) => !some.includes(operation));
	const bizId: INodeProperties = {
		displayName: 'Business ID',
		name: 'bizId',
		type: 'string',
		required: true,
		default: '={{ $json.biz_id }}',
		placeholder: 'e.g. ed381d34-49ac-4876-8d9e-23447acb587e',
		description: 'The biz_id (业务 ID) that the card was created with',
		displayOptions: show(without(makeBizId), 'items'),
	};
	const cards: INodeProperties = {
		displayName: 'Cards',
		name: 'cards',
		type: 'json',
		required: true,
		default: '={{ $json.cards }}',
		placeholder: 'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201"}]',
		description:
			'A list of cards, each with biz_id and user_id. After a Webhook node it is usually found under body.cards.',
		displayOptions: show(idsAlone, 'list'),
	};
	return {
		cardSource: {
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
			displayOptions: { show: { operation: all } },
		},
		items: [
			bizId,
			{
				...bizId,
				required: false,
				default: '',
				placeholder: 'e.g. order-17',
				description:
					'Your own ID for the card (业务 ID), by which it can be updated and deleted later. Left empty, the card gets a new one, which the output tells.',
				displayOptions: show(makeBizId, 'items'),
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
				displayOptions: show(all, 'items'),
			},
		],
		list: [
			cards,
			{
				...cards,
				placeholder:
					'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201", "title": "Order 17", "link": "https://example.com/orders/17"}]',
				description:
					"A list of cards, each with its fields in Feishu's names: biz_id, user_id or user_ids, title, preview, link, avatar_key, status_label, buttons, time_sensitive, notify. Feishu's own shape with app_feed_card is taken too. After a Webhook node the list is usually found under body.cards.",
				displayOptions: show(without(idsAlone), 'list'),
			},
		],
	};
}
