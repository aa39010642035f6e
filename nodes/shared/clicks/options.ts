import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { EventItem } from './event';

const EVENTS: Array<INodePropertyOptions & { value: EventItem['event'] }> = [
	{
		name: 'Button Clicked',
		value: 'button',
		description: 'Somebody clicked a button whose Click Action is Call Back',
	},
	{
		name: 'App Ticket Received',
		value: 'appTicket',
		description: 'A store app got a new App Ticket; the item does not contain it',
	},
	{
		name: 'Anything Else',
		value: 'other',
		description: 'Any other callback or event that Feishu sends to n8n',
	},
];

export const TOAST_TYPES: INodePropertyOptions[] = [
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

const FIELDS: INodeProperties[] = [
	{
		displayName: 'Business ID Begins With',
		name: 'bizIdPrefix',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-',
		description:
			'Only clicks on cards whose business ID begins with this text start the workflow. Leave empty for all cards.',
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
		placeholder: 'e.g. approved',
		description:
			'Only clicks on buttons with this value start the workflow: under the key in Value Has Key, or under any key if that is empty',
	},
];

/** What the panel calls each, by its name. */
export const OPTION_LABELS = new Map(FIELDS.map(({ name, displayName }) => [name, displayName]));

/** Filters for clicks, and what the person who clicked sees. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: FIELDS,
};
