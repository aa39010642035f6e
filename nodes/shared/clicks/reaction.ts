import type { IDataObject } from 'n8n-workflow';

import { isBlank, isRecord } from '../values';
import type { EventItem } from './event';
import { TOAST_TYPES } from './options';

/** What an n8n context offers to read a parameter with, of a webhook as of a trigger. */
export interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

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
