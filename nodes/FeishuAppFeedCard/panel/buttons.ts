import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

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
	displayName: 'Buttons',
	name: 'buttons',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, maxAllowedFields: 2, sortable: true },
	placeholder: 'Add Button',
	default: {},
	description: 'Up to two buttons on the card (交互按钮), in this order',
	options: [
		{
			displayName: 'Button',
			name: 'button',
			values: [
				{
					displayName: 'Button Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. Approve',
					description: 'The text on the button: 1 to 30 characters',
				},
				{
					displayName: 'Click Action',
					name: 'action',
					type: 'options',
					options: clickActions,
					default: 'url_page',
					description: 'What a click does',
				},
				{
					displayName: 'Style',
					name: 'style',
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
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/orders/17',
					description:
						'The page that opens. It must start with https://. If empty, a click does nothing.',
					displayOptions: { show: { action: ['url_page'] } },
				},
				...(
					[
						['URL on Android', 'androidUrl', 'Android phones'],
						['URL on iOS', 'iosUrl', 'iPhones and iPads'],
						['URL on PC', 'pcUrl', 'computers'],
					] as const
				).map(
					([displayName, name, devices]): INodeProperties => ({
						displayName,
						name,
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com/orders/17',
						description: `The page that opens on ${devices}, if it differs from URL`,
						displayOptions: { show: { action: ['url_page'] } },
					}),
				),
				{
					displayName: 'Values',
					name: 'values',
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
