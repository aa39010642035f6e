import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { operationError } from '../nodeError';
import { isBlank, isExpression, isExpressionTyped, isRecord, own } from '../values';
import type { ClickContext, EventItem } from './event';
import { OPTION_LABELS, TOAST_TYPES } from './options';

/** Which clicks start the workflow; an empty filter lets every click through. */
type Filters = Record<(typeof FILTERS)[number], string>;

type OptionContext = ClickContext | IHookFunctions;

const FILTERS = ['bizIdPrefix', 'valueKey', 'valueText'] as const;

/**
 * Whether an event is one of those that the user chose, and for a click, whether the filters let it through.
 *
 * @param filters as they were read at the activation; they are read now if left out
 * @throws NodeOperationError if they cannot be read now
 */
export function startsWorkflow(context: ClickContext, item: EventItem, filters?: Filters): boolean {
	const events = context.getNodeParameter('events', []) as Array<EventItem['event']>;
	if (!events.includes(item.event)) return false;
	return item.event !== 'button' || passes(filters ?? readFilters(context), item);
}

/** The toast as it is read now. No click is lost because nothing can be said of it. */
export function toastOf(context: ClickContext): IDataObject {
	const readOrLeaveOut = (name: string) => {
		try {
			return readOption(context, name);
		} catch (error) {
			context.logger.warn(
				`The toast of the workflow "${context.getWorkflow().name}" cannot be shown as set. ${(error as Error).message}`,
			);
			return '';
		}
	};
	return toastWith(readOrLeaveOut('toastText'), readOrLeaveOut('toastType'));
}

/**
 * The options, all of them.
 *
 * @throws NodeOperationError if one cannot be read: an expression in it that looks for the click, for example,
 *   which a trigger does not have when its options are read
 */
export function readOptions(context: OptionContext): { filters: Filters; toast: IDataObject } {
	return {
		filters: readFilters(context),
		toast: toastWith(readOption(context, 'toastText'), readOption(context, 'toastType')),
	};
}

/** As an answer to a callback has it (响应回调的结构体): https://open.feishu.cn/document/feishu-cards/card-callback-communication */
function toastWith(content: string, type: string): IDataObject {
	const isKnown = TOAST_TYPES.some(({ value }) => value === type);
	return content === '' ? {} : { toast: { type: isKnown ? type : 'success', content } };
}

function passes(
	{ bizIdPrefix, valueKey, valueText }: Filters,
	{ biz_id, value }: EventItem,
): boolean {
	// A button's values are text; those of other cards' buttons may be numbers.
	const values = isRecord(value) ? Object.entries(value) : [['', value] as const];
	return (
		(biz_id ?? '').startsWith(bizIdPrefix) &&
		((valueKey === '' && valueText === '') ||
			values.some(
				([key, text]) =>
					(valueKey === '' || key.trim() === valueKey) &&
					(valueText === '' || asText(text).trim() === valueText),
			))
	);
}

const readFilters = (context: OptionContext) =>
	Object.fromEntries(FILTERS.map((name) => [name, readFilter(context, name)])) as Filters;

/** A filter that was left empty is meant so, one whose expression finds nothing was meant otherwise. */
function readFilter(context: OptionContext, name: string): string {
	// A space copied along with a filter is not meant.
	const filter = readOption(context, name).trim();
	if (filter === '' && isExpression(storedOption(context, name))) {
		throw unreadable(context, name, 'its expression finds nothing');
	}
	return filter;
}

/** Each by itself: an expression that fails in one leaves the others as they are. */
function readOption(context: OptionContext, name: string): string {
	const stored = storedOption(context, name);
	if (typeof stored === 'string' && isExpressionTyped(stored)) {
		throw unreadable(
			context,
			name,
			'it is an expression typed as text; switch the field from Fixed to Expression',
		);
	}
	try {
		return asText(context.getNodeParameter(`options.${name}`, ''));
	} catch (error) {
		throw unreadable(context, name, (error as Error).message);
	}
}

function storedOption(context: OptionContext, name: string): unknown {
	const { options } = context.getNode().parameters;
	return isRecord(options) ? own(options, name) : undefined;
}

const unreadable = (context: OptionContext, name: string, why: string) =>
	operationError(
		context.getNode(),
		`${OPTION_LABELS.get(name)} cannot be read: ${why}. An expression there cannot see the click.`,
	);

/** An expression may give a number for a text, nothing for an empty one, a date, and an object, which n8n writes as JSON. */
function asText(option: unknown): string {
	if (isBlank(option)) return '';
	if (typeof option !== 'object') return String(option);
	const json = JSON.stringify(option);
	// A date, which is text in JSON.
	return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}
