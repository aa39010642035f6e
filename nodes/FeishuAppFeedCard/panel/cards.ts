import type { INodeProperties } from 'n8n-workflow';

import { ALL_CARD_FIELDS, AVATAR_IMAGE, CARD_FIELDS, PARAMETERS } from '../card/fields';

/** Shown for these operations, if each input item names a card. */
export const inItems = (...operation: string[]) => ({ show: { operation, cardSource: ['items'] } });
const inList = (...operation: string[]) => ({ show: { operation, cardSource: ['list'] } });

export const cardSource: INodeProperties = {
	displayName: 'Card Source',
	name: 'cardSource',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Input Items',
			value: 'items',
			description: 'Each input item is one card, for one or more users',
		},
		{
			name: 'List',
			value: 'list',
			description: 'Each input item contains a list of cards',
		},
	],
	default: 'items',
	description: 'What each input item contains: one card, or a list of cards',
	displayOptions: { show: { operation: ['create', 'upsert', 'delete', 'update'] } },
};

const bizId: INodeProperties = {
	displayName: PARAMETERS.bizId,
	name: 'bizId',
	type: 'string',
	required: true,
	default: '={{ $json.biz_id }}',
	placeholder: 'e.g. ed381d34-49ac-4876-8d9e-23447acb587e',
	description: 'The biz_id (业务 ID) that the card was created with',
	displayOptions: inItems('upsert', 'delete', 'update'),
};

const ownBizId: INodeProperties = {
	...bizId,
	required: false,
	default: '',
	placeholder: 'e.g. order-17',
	description:
		'Your own ID for the card (业务 ID), with which you can update or delete it later. If empty, the node makes one and, with Output set to Cards, gives it out as biz_id.',
	displayOptions: inItems('create'),
};

const userId: INodeProperties = {
	displayName: PARAMETERS.userId,
	name: 'userId',
	type: 'string',
	required: true,
	default: '={{ $json.user_id }}',
	placeholder: 'e.g. ou_88553eda9014c201e6969b478895c223',
	description:
		'The user whose message list shows the card. User ID Type says what to give here, such as an ID or an e-mail address. Separate several users with commas, or give an array or a person field of Feishu Base (多维表格).',
	displayOptions: inItems('create', 'upsert', 'delete', 'update'),
};

/** What names a card, if each input item names one. */
export const idParameters: INodeProperties[] = [bizId, ownBizId, userId];

const cards: INodeProperties = {
	displayName: PARAMETERS.cards,
	name: 'cards',
	type: 'json',
	required: true,
	default: '={{ $json.cards }}',
	placeholder: 'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201"}]',
	description:
		'A list of cards, each with biz_id and user_id. After a Webhook node it is usually under body.cards.',
	displayOptions: inList('delete'),
};

/** What names the cards, if each input item holds a list of them. */
export const listParameters: INodeProperties[] = [
	cards,
	{
		...cards,
		placeholder:
			'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201", "title": "Order 17", "link": "https://example.com/orders/17"}]',
		description: `A list of cards, each with Feishu's names for its fields: biz_id, user_id or user_ids, ${ALL_CARD_FIELDS.map(({ key }) => key).join(', ')}; ${AVATAR_IMAGE.key} names a binary field to use instead of ${CARD_FIELDS.avatarKey.key}. Feishu's own format with app_feed_card works too. After a Webhook node the list is usually under body.cards.`,
		displayOptions: inList('create', 'upsert', 'update'),
	},
];
