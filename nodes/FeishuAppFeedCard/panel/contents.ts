import type { INodeProperties } from 'n8n-workflow';

import { buttonsParameter } from './buttons';

const avatarKey: INodeProperties = {
	displayName: 'Avatar Key',
	name: 'avatarKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. v3_0041_007bca9f-67ba-4199-bf00-4031b12cf226',
	description:
		"The picture on the card (头像): the image_key that Feishu's Upload Image API (上传图片) gives for the image type avatar",
};

const customSoundText: INodeProperties = {
	displayName: 'Custom Sound Text',
	name: 'customSoundText',
	type: 'string',
	default: '',
	placeholder: 'e.g. You have a new order',
	description:
		'What phones read aloud when the notification arrives (自定义语音播报): up to 20 characters',
};

const keepAtTop: INodeProperties = {
	displayName: 'Keep at Top',
	name: 'timeSensitive',
	type: 'boolean',
	default: true,
	description:
		'Whether the card stays at the top of the message list for the time being (即时提醒)',
};

const statusLabel: INodeProperties = {
	displayName: 'Status Label',
	name: 'statusLabel',
	type: 'fixedCollection',
	placeholder: 'Add Label',
	default: {},
	description:
		'A small coloured label on the card (状态标签), in the place of the time at which the card arrived',
	options: [
		{
			displayName: 'Label',
			name: 'label',
			values: [
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. Overdue',
					description: 'What the label says: 1 to 20 characters',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Danger', value: 'danger', description: 'A warning (危险)' },
						{ name: 'Primary', value: 'primary', description: 'The usual one (主类型)' },
						{ name: 'Secondary', value: 'secondary', description: 'Less important (次要类型)' },
						{ name: 'Success', value: 'success', description: 'Good news (成功类型)' },
					],
					default: 'primary',
					description: 'Which colour the label has',
				},
			],
		},
	],
};

const title: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Order 17 waits for your approval',
	description:
		'The first line of the card (主标题): up to 60 characters, of which people see as many as fit into one line',
};

const preview: INodeProperties = {
	displayName: 'Preview',
	name: 'preview',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12 chairs, 3,400 yuan, from Li Lei',
	description:
		'The line below the title (预览信息): up to 120 characters, of which people see as many as fit into one line',
};

const link: INodeProperties = {
	displayName: 'Link',
	name: 'link',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/orders/17',
	description:
		'Where a click on the card leads (跳转链接): a page that starts with https://, or the AppLink of a web app or mini program',
};

const inItems = (...operations: string[]) => ({
	show: { operation: operations, cardSource: ['items'] },
});

/**
 * What a card shows and does.
 *
 * @param whole the operations that make cards of it
 * @param changes the operations that change cards to it
 */
export const contentsParameters = (whole: string[], changes: string[]): INodeProperties[] => [
	{ ...title, displayOptions: inItems(...whole) },
	{ ...preview, displayOptions: inItems(...whole) },
	{ ...link, required: true, displayOptions: inItems(...whole) },
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: inItems(...whole),
		options: [
			avatarKey,
			buttonsParameter,
			customSoundText,
			keepAtTop,
			statusLabel,
			{
				displayName: 'Without Notification',
				name: 'closeNotify',
				type: 'boolean',
				default: true,
				description: 'Whether the card arrives in silence: nobody is notified of it (是否关闭通知)',
			},
		],
	},
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		description:
			'What to change; everything else on the card stays as it is. A text that is added here and left empty is cleared.',
		displayOptions: inItems(...changes),
		options: [
			avatarKey,
			{
				...buttonsParameter,
				description: `${buttonsParameter.description}. They replace all that the card has. To take all away, set Card Source to List and give buttons an empty list.`,
			},
			{
				...customSoundText,
				description: `${customSoundText.description}. It takes Notify as well.`,
			},
			keepAtTop,
			link,
			{
				displayName: 'Move to Top',
				name: 'moveToTop',
				type: 'boolean',
				default: true,
				description:
					'Whether the card moves up in the message list as if it were new (排序时间更新到当前)',
			},
			{
				displayName: 'Notify',
				name: 'notify',
				type: 'boolean',
				default: true,
				description:
					'Whether people are notified of the change (进行通知); without it they are not',
			},
			preview,
			{
				displayName: 'Refresh Time',
				name: 'refreshTime',
				type: 'boolean',
				default: true,
				description: 'Whether the card shows the present time as its time (展示时间更新到当前)',
			},
			statusLabel,
			title,
		],
	},
];
