import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isRecord, own } from '../card/values';

// Apart from the form: n8n's lint takes what is in a parameter called action for operations.
const clickActions: INodePropertyOptions[] = [
	{
		name: 'Call Back',
		value: 'webhook',
		description:
			'Feishu tells the app who clicked (回调); the Feishu App Feed Card Trigger receives it',
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
	description: 'The buttons on the card (交互按钮), two at most, in this order',
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
					description: 'What stands on the button: 1 to 30 characters',
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
						{ name: 'Success', value: 'success', description: 'A button that agrees (成功)' },
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
						'The page that opens. It must start with https://. Without one a click does nothing.',
					displayOptions: { show: { action: ['url_page'] } },
				},
				...(
					[
						['URL on Android', 'androidUrl', 'Android phones'],
						['URL on IOS', 'iosUrl', 'iPhones and iPads'],
						['URL on PC', 'pcUrl', 'computers'],
					] as const
				).map(
					([displayName, name, devices]): INodeProperties => ({
						displayName,
						name,
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com/orders/17',
						description: `The page that opens on ${devices}, where it is another than URL`,
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
						'What the button carries (action_map). A call back sends it along, with the business ID of the card as biz_id.',
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

/** The members of a button whose place in Feishu's shape is another; what the form leaves empty is not set. */
const URLS = [
	['url', 'url'],
	['androidUrl', 'android_url'],
	['iosUrl', 'ios_url'],
	['pcUrl', 'pc_url'],
] as const;

/**
 * The buttons of the form, in Feishu's names.
 *
 * @param value what n8n gives for the parameter
 */
export function readButtons(value: unknown): unknown[] {
	const buttons = isRecord(value) ? (own(value, 'button') ?? []) : [];
	return (Array.isArray(buttons) ? buttons : [buttons]).map((button: unknown) =>
		isRecord(button) ? toFeishu(button) : button,
	);
}

function toFeishu(button: Record<string, unknown>): Record<string, unknown> {
	const urls = URLS.flatMap(([name, key]) => {
		const url = own(button, name);
		return url === undefined || url === '' ? [] : [[key, url]];
	});
	const values = readValues(own(button, 'values'));
	// The form always has a style: the default one is what Feishu takes where none is sent.
	const style = own(button, 'style');
	return {
		...(urls.length > 0 && { multi_url: Object.fromEntries(urls) as object }),
		action_type: own(button, 'action') ?? 'url_page',
		text: own(button, 'text'),
		...(style !== undefined && style !== 'default' && { button_type: style }),
		...(values.length > 0 && { action_map: Object.fromEntries(values) as object }),
	};
}

function readValues(value: unknown): Array<[string, unknown]> {
	const pairs = isRecord(value) ? own(value, 'pair') : undefined;
	return (Array.isArray(pairs) ? pairs : [pairs]).filter(isRecord).flatMap((pair) => {
		const key = own(pair, 'key');
		return key === undefined || key === null || key === ''
			? []
			: [[typeof key === 'object' ? JSON.stringify(key) : String(key), own(pair, 'value')]];
	});
}
