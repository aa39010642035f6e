import { isBlank, isRecord, own } from '../../shared/values';
import { CARD_FIELDS } from '../card/fields';
import { EMPTY, type Problems } from './problems';
import { isNothing, shown } from './texts';

const BY_EXPRESSION = 'cannot be set as a whole by an expression';
const USE_LIST =
	'Set each value in it, or set Card Source to List, with a list that contains everything.';

/** The fault of a collection that n8n emptied, or took apart letter by letter, because it is an expression. */
export const WHOLE_EXPRESSION = { problem: BY_EXPRESSION, setting: USE_LIST };

/**
 * The buttons of the form, in Feishu's names.
 *
 * @param value what n8n gives for the parameter
 */
export function readButtons(value: unknown, problems: Problems): unknown[] {
	const given = isRecord(value) ? own(value, 'button') : undefined;
	const buttons = Array.isArray(given) ? given : given === undefined ? [] : [given];
	if (buttons.length === 0) {
		problems.add({
			problem: `contains no button; it ${BY_EXPRESSION}`,
			setting: `Add a button, or remove Buttons. ${USE_LIST}`,
		});
	} else if (buttons.length > CARD_FIELDS.buttons.rule.keys.buttons.max && buttons.every(isBare)) {
		problems.add(WHOLE_EXPRESSION);
		return [];
	}
	return buttons.map((button: unknown, index) =>
		isRecord(button) ? toFeishu(button, problems.at(index)) : button,
	);
}

/** As n8n makes one of a letter. */
const isBare = (button: unknown): boolean => isRecord(button) && !own(button, 'text');

function toFeishu(button: Record<string, unknown>, problems: Problems): Record<string, unknown> {
	const set: Record<string, unknown> = { action_type: 'url_page' };
	const urls: Record<string, unknown> = {};
	// A URL that is left empty is meant so, an expression that finds none is not.
	let isLost = false;
	for (const { name, key } of CARD_FIELDS.buttons.members) {
		const value = own(button, name);
		const [, url] = key.split('multi_url.');
		if (!Object.hasOwn(button, name) || name === 'values') continue;
		// As an object: an object in place of the text is a mistake.
		if (name === 'text') set.text = { text: value };
		else if (url === undefined) set[key] = value;
		else if (isNothing(value)) isLost = true;
		else if (value !== '') urls[url] = value;
	}
	const isPage = set.action_type === 'url_page' && Object.keys(urls).length === 0;
	if (isPage && isLost) problems.at('multi_url.url').add(EMPTY);
	const values = readValues(own(button, 'values'), problems.at('action_map'));
	// The form always has a style: the default one is what Feishu takes if none is sent.
	if (set.button_type === 'default') delete set.button_type;
	if (Object.keys(urls).length > 0) set.multi_url = urls;
	return values.length > 0 ? { ...set, action_map: Object.fromEntries(values) as object } : set;
}

const NO_VALUE =
	'Its expression finds nothing in this item. Correct it, or let it give null to leave the value out.';

function readValues(value: unknown, problems: Problems): Array<[string, unknown]> {
	const given = isRecord(value) ? own(value, 'pair') : undefined;
	const pairs = (Array.isArray(given) ? given : [given]).filter(isRecord);
	const isUnfilled = (pair: Record<string, unknown>) => !own(pair, 'key') && !own(pair, 'value');
	if (pairs.length > 2 && pairs.every(isUnfilled)) problems.add(WHOLE_EXPRESSION);
	const values = pairs.flatMap((pair): Array<[string, unknown]> => {
		const key = own(pair, 'key');
		if (key === undefined || key === null || key === '') {
			if (!isBlank(own(pair, 'value'))) problems.add('has a value without a key');
			return [];
		}
		const isKey = typeof key === 'string' || typeof key === 'number';
		if (!isKey) problems.add(`has a key that is ${shown(key)}, not text`);
		// A value that is empty or null is meant so, an expression that finds none is not: a click would not bring it.
		else if (own(pair, 'value') === undefined) {
			problems.at(shown(key)).add({ problem: EMPTY, setting: NO_VALUE });
		}
		return isKey ? [[String(key), own(pair, 'value')]] : [];
	});
	const keys = values.map(([key]) => key);
	const again = keys.find((key, index) => keys.indexOf(key) < index);
	// A click would bring one value of the two.
	if (again !== undefined)
		problems.add(`has the key ${shown(again)} twice`, 'Rename or remove one.');
	return values;
}
