import type { INodeProperties } from 'n8n-workflow';

import {
	AVATAR_IMAGE,
	CARD_FIELDS,
	PARAMETERS,
	REMOVE_BUTTONS,
	UPDATE_ACTIONS,
} from '../card/fields';
import { buttonsParameter } from './buttons';
import { inItems } from './cards';
import { named } from './named';

const [labelText, labelType] = CARD_FIELDS.statusLabel.members;
const [withoutNotification, soundText] = CARD_FIELDS.notify.members;

const avatarImage: INodeProperties = {
	...named(AVATAR_IMAGE),
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input field that contains the picture',
	description:
		'The picture on the card (头像), from a binary field of the item: a PNG, JPEG, WEBP, GIF or the like, up to 10 MB. The node uploads it once for all cards that use it.',
};

const avatarKey: INodeProperties = {
	...named(CARD_FIELDS.avatarKey),
	type: 'string',
	default: '',
	placeholder: 'e.g. v3_0041_007bca9f-67ba-4199-bf00-4031b12cf226',
	description:
		"The picture on the card (头像): the image_key that Feishu's Upload Image API (上传图片) returns for the image type avatar",
};

const customSoundText: INodeProperties = {
	...named(soundText),
	type: 'string',
	default: '',
	placeholder: 'e.g. You have a new order',
	description: `What phones read aloud when the notification arrives (自定义语音播报): up to ${CARD_FIELDS.notify.rule.keys.custom_sound_text.max} characters`,
};

const keepAtTop: INodeProperties = {
	...named(CARD_FIELDS.timeSensitive),
	type: 'boolean',
	default: true,
	description:
		'Whether to keep the card at the top of the message list for the time being (即时提醒)',
};

const statusLabel: INodeProperties = {
	...named(CARD_FIELDS.statusLabel),
	type: 'fixedCollection',
	placeholder: 'Add Label',
	default: {},
	description:
		'A small colored label on the card (状态标签), shown in place of the time at which the card arrived',
	options: [
		{
			displayName: 'Label',
			name: 'label',
			values: [
				{
					...named(labelText),
					type: 'string',
					default: '',
					placeholder: 'e.g. Overdue',
					description: `What the label says: 1 to ${CARD_FIELDS.statusLabel.rule.keys.text.max} characters`,
				},
				{
					...named(labelType),
					type: 'options',
					options: [
						{ name: 'Danger', value: 'danger', description: 'A warning (危险)' },
						{ name: 'Primary', value: 'primary', description: 'The usual one (主类型)' },
						{ name: 'Secondary', value: 'secondary', description: 'Less important (次要类型)' },
						{ name: 'Success', value: 'success', description: 'Good news (成功类型)' },
					],
					default: 'primary',
					description: 'The color of the label',
				},
			],
		},
	],
};

const title: INodeProperties = {
	...named(CARD_FIELDS.title),
	type: 'string',
	default: '',
	placeholder: 'e.g. Order 17 waits for your approval',
	description: `The first line of the card (主标题): up to ${CARD_FIELDS.title.rule.max} characters. People see as much as fits on one line.`,
};

const preview: INodeProperties = {
	...named(CARD_FIELDS.preview),
	type: 'string',
	default: '',
	placeholder: 'e.g. 12 chairs, 3,400 yuan, from Li Lei',
	description: `The line below the title (预览信息): up to ${CARD_FIELDS.preview.rule.max} characters. People see as much as fits on one line.`,
};

const link: INodeProperties = {
	...named(CARD_FIELDS.link),
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/orders/17',
	description:
		'What a click on the card opens (跳转链接): a page that starts with https://, or the AppLink of a web app or mini program',
};

/** What a card shows and does. Create makes it of this, Create or Update too; Update changes what is added. */
export const contentsParameters: INodeProperties[] = [
	{ ...title, displayOptions: inItems('create', 'upsert') },
	{ ...preview, displayOptions: inItems('create', 'upsert') },
	{ ...link, required: true, displayOptions: inItems('create', 'upsert') },
	{
		displayName: PARAMETERS.additionalFields,
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: inItems('create', 'upsert'),
		options: [
			avatarImage,
			avatarKey,
			buttonsParameter,
			customSoundText,
			keepAtTop,
			statusLabel,
			{
				...named(withoutNotification),
				type: 'boolean',
				default: true,
				description: 'Whether to send the card without a notification (是否关闭通知)',
			},
		],
	},
	{
		displayName: PARAMETERS.updateFields,
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		description:
			'What to change. Everything else on the card stays as it is. To clear a text, add it here and leave it empty.',
		displayOptions: inItems('update'),
		options: [
			avatarImage,
			avatarKey,
			{
				...buttonsParameter,
				description: `${buttonsParameter.description}. They replace all buttons of the card.`,
			},
			{
				...customSoundText,
				description: `${customSoundText.description}. It has an effect only together with Notify.`,
			},
			keepAtTop,
			link,
			{
				...named(UPDATE_ACTIONS.moveToTop),
				type: 'boolean',
				default: true,
				description:
					'Whether to move the card up in the message list as if it were new (排序时间更新到当前)',
			},
			{
				...named(UPDATE_ACTIONS.notify),
				type: 'boolean',
				default: true,
				description: 'Whether to notify people of the change (进行通知)',
			},
			preview,
			{
				...named(UPDATE_ACTIONS.refreshTime),
				type: 'boolean',
				default: true,
				description:
					'Whether to show the current time as the time of the card (展示时间更新到当前)',
			},
			{
				...named(REMOVE_BUTTONS),
				type: 'boolean',
				default: true,
				description: 'Whether to remove all buttons of the card (删除按钮)',
			},
			statusLabel,
			title,
		],
	},
];
