import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isBlank, isRecord } from '../values';
import type { EventItem } from './event';

/** What an n8n context offers to read a parameter with, of a webhook as of a trigger. */
export interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

const EVENTS: Array<INodePropertyOptions & { value: EventItem['event'] }> = [
	{
		name: 'Button Clicked',
		value: 'button',
		description: 'Somebody clicked a button whose Click Action is Call Back',
	},
	{
		name: 'App Ticket Received',
		value: 'appTicket',
		description: 'A store app got a new ticket; the item does not contain it',
	},
	{
		name: 'Anything Else',
		value: 'other',
		description: 'Any other callback or event that Feishu sends to n8n',
	},
];

const TOAST_TYPES: INodePropertyOptions[] = [
	{ name: 'Info', value: 'info' },
	{ name: 'Success', value: 'success' },
	{ name: 'Warning', value: 'warning' },
	{ name: 'Error', value: 'error' },
];

/** What starts the workflow, of the events that can reach the trigger. */
export const triggerOn = (...names: Array<EventItem['event']>): INodeProperties => ({
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	options: EVENTS.filter(({ value }) => names.includes(value)),
	default: ['button'],
	required: true,
});

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Business ID Begins With',
			name: 'bizIdPrefix',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-',
			description:
				'Only clicks on cards whose business ID begins so start the workflow. Leave empty for all cards.',
		},
		{
			displayName: 'Toast Text',
			name: 'toastText',
			type: 'string',
			default: '',
			placeholder: 'e.g. Done',
			description:
				'What the person who clicked sees at once, before the workflow runs (toast, 弹窗提示)',
		},
		{
			displayName: 'Toast Type',
			name: 'toastType',
			type: 'options',
			options: TOAST_TYPES,
			default: 'success',
			description: 'How the toast looks',
		},
		{
			displayName: 'Value Has Key',
			name: 'valueKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. decision',
			description:
				'Only clicks on buttons with this key among their Values start the workflow. Leave empty for all buttons.',
		},
		{
			displayName: 'Value Is',
			name: 'valueText',
			type: 'string',
			default: '',
			placeholder: 'e.g. approve',
			description:
				'Only clicks on buttons with this value start the workflow: under the key above if there is one, else under any key',
		},
	],
};

/** Whether an event is one of those that the user chose, and for a click, whether the filters let it through. */
export function startsWorkflow(parameters: Parameters, item: EventItem): boolean {
	const events = parameters.getNodeParameter('events', []) as Array<EventItem['event']>;
	return events.includes(item.event) && (item.event !== 'button' || passes(parameters, item));
}

/** https://open.feishu.cn/document/feishu-cards/card-callback-communication: 响应回调的结构体 */
export function toastOf(parameters: Parameters): IDataObject {
	const { toastText, toastType } = optionsIn(parameters);
	const content = asText(toastText);
	if (content === '') return {};
	const type = TOAST_TYPES.some(({ value }) => value === toastType) ? toastType : 'success';
	return { toast: { type, content } };
}

function passes(parameters: Parameters, { biz_id, value }: EventItem): boolean {
	const options = optionsIn(parameters);
	const [bizIdPrefix, valueKey, valueText] = [
		options.bizIdPrefix,
		options.valueKey,
		options.valueText,
	].map(asText);
	// A button's values are text; those of other cards' buttons may be numbers.
	const values = isRecord(value) ? Object.entries(value) : [['', value] as const];
	return (
		(biz_id ?? '').startsWith(bizIdPrefix) &&
		((valueKey === '' && valueText === '') ||
			values.some(
				([key, text]) =>
					(valueKey === '' || key === valueKey) && (valueText === '' || String(text) === valueText),
			))
	);
}

const optionsIn = (parameters: Parameters) =>
	parameters.getNodeParameter('options', {}) as IDataObject;

/** An expression may give a number for a text, and nothing for an empty one. */
const asText = (option: unknown): string => (isBlank(option) ? '' : String(option));
