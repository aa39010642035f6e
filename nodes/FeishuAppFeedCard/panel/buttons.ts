import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { CARD_FIELDS } from '../card/fields';
import { named } from './named';

const { members, rule } = CARD_FIELDS.buttons;
const [text, action, style, url, androidUrl, iosUrl, pcUrl, values] = members;
const { max: most, of: button } = rule.keys.buttons;

// Apart from the form: n8n's lint takes what is in a parameter called action for operations.
const clickActions: INodePropertyOptions[] = [
	{
		name: 'Call Back',
		value: 'webhook',
		description: 'Feishu sends the click to n8n (回调), and a trigger of this package receives it',
	},
	{
		name: 'Open Page',
		value: 'url_page',
		description: 'A page opens for the person who clicked',
	},
];

/** The form for a card's buttons, for both Additional Fields and Update Fields. */
export const buttonsParameter: INodeProperties = {
	...named(CARD_FIELDS.buttons),
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, maxAllowedFields: most, sortable: true },
	placeholder: 'Add Button',
	default: {},
	description: `Up to ${most} buttons on the card (交互按钮), in this order`,
	options: [
		{
			displayName: 'Button',
			name: 'button',
			values: [
				{
					...named(text),
					type: 'string',
					default: '',
					placeholder: 'e.g. Approve',
					description: `The text on the button: 1 to ${button.keys.text.keys.text.max} characters`,
				},
				{
					...named(action),
					type: 'options',
					options: clickActions,
					default: 'url_page',
					description: 'What a click does',
				},
				{
					...named(style),
					type: 'options',
					options: [
						{ name: 'Default', value: 'default', description: 'An ordinary button (默认)' },
						{ name: 'Primary', value: 'primary', description: 'The main button (主要)' },
						{ name: 'Success', value: 'success', description: 'For a positive action (成功)' },
					],
					default: 'default',
					description: 'How the button looks',
				},
				{
					...named(url),
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/orders/17',
					description:
						'The page that opens. It must start with https://. If empty, a click does nothing.',
					displayOptions: { show: { action: ['url_page'] } },
				},
				...(
					[
						[androidUrl, 'Android phones'],
						[iosUrl, 'iPhones and iPads'],
						[pcUrl, 'computers'],
					] as const
				).map(
					([member, devices]): INodeProperties => ({
						...named(member),
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com/orders/17',
						description: `The page that opens on ${devices}, if it differs from URL`,
						displayOptions: { show: { action: ['url_page'] } },
					}),
				),
				{
					...named(values),
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					placeholder: 'Add Value',
					default: {},
					description:
						'The data that a call back sends (action_map). The node adds the business ID of the card as biz_id.',
					options: [
						{
							displayName: 'Value',
							name: 'pair',
							values: [
								{
									displayName: 'Key',
									name: 'key',
									type: 'string',
									default: '',
									placeholder: 'e.g. decision',
								},
								{
									displayName: 'Value',
									name: 'value',
									type: 'string',
									default: '',
									placeholder: 'e.g. approved',
								},
							],
						},
					],
				},
			],
		},
	],
};
