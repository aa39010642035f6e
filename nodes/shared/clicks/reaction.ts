import type { IDataObject } from 'n8n-workflow';

import { isBlank, isRecord } from '../values';
import type { ClickContext, EventItem } from './event';
import { TOAST_TYPES } from './options';

/** Whether an event is one of those that the user chose, and for a click, whether the filters let it through. */
export function startsWorkflow(context: ClickContext, item: EventItem): boolean {
	const events = context.getNodeParameter('events', []) as Array<EventItem['event']>;
	return events.includes(item.event) && (item.event !== 'button' || passes(context, item));
}

/** As an answer to a callback has it (响应回调的结构体): https://open.feishu.cn/document/feishu-cards/card-callback-communication */
export function toastOf(context: ClickContext): IDataObject {
	const { toastText, toastType } = optionsIn(context);
	const content = asText(toastText);
	if (content === '') return {};
	const type = TOAST_TYPES.some(({ value }) => value === toastType) ? toastType : 'success';
	return { toast: { type, content } };
}

function passes(context: ClickContext, { biz_id, value }: EventItem): boolean {
	const options = optionsIn(context);
	const [bizIdPrefix, valueKey, valueText] = ['bizIdPrefix', 'valueKey', 'valueText'].map((name) =>
		asText(options[name]).trim(),
	);
	// A space copied along with a filter is not meant. A button's values are text; those of other cards' buttons may be numbers.
	const values = isRecord(value) ? Object.entries(value) : [['', value] as const];
	return (
		(biz_id ?? '').startsWith(bizIdPrefix) &&
		((valueKey === '' && valueText === '') ||
			values.some(
				([key, text]) =>
					(valueKey === '' || key.trim() === valueKey) &&
					(valueText === '' || String(text).trim() === valueText),
			))
	);
}

const optionsIn = (context: ClickContext) => context.getNodeParameter('options', {}) as IDataObject;

/** An expression may give a number for a text, nothing for an empty one, and an object, which n8n writes as JSON. */
function asText(option: unknown): string {
	if (isBlank(option)) return '';
	return typeof option === 'object' ? JSON.stringify(option) : String(option);
}
