import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { isExpression, isRecord, own, shortened } from '../../shared/values';
import type { Problem } from '../card/card';
import {
	ALL_CARD_FIELDS,
	AVATAR_IMAGE,
	CARD_FIELDS,
	PARAMETERS,
	REMOVE_BUTTONS,
	UPDATE_ACTIONS,
} from '../card/fields';
import { hasCards } from './cardList';
import { adviceForName, nameMeaning } from './entry';
import { propertyIn } from './jsonPath';
import { EMPTY, EXPRESSION_FAILS } from './problems';
import { fromJson } from './rules';
import { CALL_AGAIN, FOR_MAKER, isSetByModel, isTool } from './settings';
import { shown, someOf, TOO_LONG } from './texts';

const LISTS = ['cards', 'feed_cards'];
/** What the IDs are called in the data, by their fields in the panel. */
const ID_KEYS = new Map<string, string>([
	[PARAMETERS.bizId, 'biz_id'],
	[PARAMETERS.userId, 'user_id'],
]);
const IDS = [...ID_KEYS.values()];

const { statusLabel, buttons, notify } = CARD_FIELDS;

/** Where single values are in the parameters or in a collection of theirs, by their names in the panel. */
const PLACES = new Map<string, string[]>([
	...Object.entries(PARAMETERS).map(([name, label]): [string, string[]] => [label, [name]]),
	...[
		...ALL_CARD_FIELDS,
		...notify.members,
		AVATAR_IMAGE,
		...Object.values(UPDATE_ACTIONS),
		REMOVE_BUTTONS,
	].map(({ label, name }): [string, string[]] => [label, [name]]),
	...statusLabel.members.map(({ label, name }): [string, string[]] => [
		`${statusLabel.label}: ${label}`,
		[statusLabel.name, 'label', name],
	]),
	...buttons.members.flatMap(({ label, name }) =>
		['0', '1'].map((index): [string, string[]] => [
			`Button ${Number(index) + 1}: ${label}`,
			[buttons.name, 'button', index, name],
		]),
	),
]);

/** The parameter of a field as it is stored: an expression, if that gives it. */
export function storedOf({ parameters }: INode, field: string): unknown {
	const { updateFields, additionalFields } = parameters;
	const step = (value: unknown, key: string) =>
		isRecord(value) || Array.isArray(value)
			? own(value as Record<string, unknown>, key)
			: undefined;
	const path = PLACES.get(field);
	const places = [updateFields, additionalFields, parameters];
	return path && places.map((from) => path.reduce(step, from)).find((one) => one !== undefined);
}

/**
 * What to do about a problem, as far as the problem or the input item tells: for the mistakes that people
 * make most, which are a list where one card is expected or the other way round, data that is under
 * `body` after a Webhook node, and an expression that finds nothing.
 *
 * @returns sentences; for a model, which calls the node as a tool, without advice about the panel
 */
export function adviceFor(context: IExecuteFunctions, node: INode, problem: Problem): string {
	const { advice, setting } = problem;
	if (isTool(node)) return adviceForModel(node, problem);
	if (advice !== undefined || setting !== undefined) {
		return [setting, advice].filter((text) => text !== undefined).join(' ');
	}
	return adviceByItem(context, node, problem) || 'Correct this value.';
}

function adviceForModel(node: INode, { advice = '', field, kind }: Problem): string {
	const place = node.parameters.cardSource === 'list' ? PARAMETERS.cards : field;
	if (!isSetByModel(storedOf(node, place))) return `${FOR_MAKER} ${advice}`.trim();
	if (kind === TOO_LONG) return `Shorten it. ${advice}`;
	return advice || CALL_AGAIN;
}

function adviceByItem(context: IExecuteFunctions, node: INode, problem: Problem): string {
	const { json } = context.getInputData()[problem.input];
	const isEmpty = problem.problem === EMPTY;
	const isFailing = problem.problem.startsWith(EXPRESSION_FAILS);
	if ((isEmpty || isFailing) && hasTextBody(json)) return NO_JSON;
	const isList = node.parameters.cardSource === 'list' && problem.field === PARAMETERS.cards;
	const isItem = node.parameters.cardSource !== 'list' && isEmpty;
	const advice = isList
		? adviceForList(json)
		: isItem
			? adviceForItem(node, json, problem.field)
			: undefined;
	if (advice !== undefined || !isEmpty) return advice ?? '';
	if (node.parameters.cardSource === 'list' && !isList) return FILL_IN_ENTRY;
	return adviceForExpression(node, json, problem.field);
}

const NO_JSON =
	"This item looks like a webhook's, but the data was not sent as JSON: the caller must send the header Content-Type: application/json.";

/**
 * A webhook that is told nothing of JSON takes it for a form, and all of it for the name of a field; or for text,
 * of which `.link` is a function.
 */
function hasTextBody({ body, headers }: Record<string, unknown>): boolean {
	const text = isRecord(body) ? Object.keys(body)[0] : headers === undefined ? undefined : body;
	return typeof text === 'string' && /^\s*[[{]/.test(text);
}

/** Card Source is List, but Cards does not give one. */
function adviceForList(json: Record<string, unknown>): string | undefined {
	const { body } = json;
	if (Array.isArray(body)) return `${WEBHOOK} Set Cards to {{ $json.body }}.`;
	const list = listKeyIn(body);
	if (list) return `${WEBHOOK} Set Cards to {{ $json.body.${list} }}.`;
	const path = pathToList(json);
	if (path !== undefined) {
		return `The list of this item is under ${path}: set Cards to {{ $json.${path} }}.`;
	}
	if (has(body, IDS) && !hasBoth(body)) return `${WEBHOOK} Set Cards to {{ [$json.body] }}.`;
	if (has(body, IDS)) {
		return `${WEBHOOK} It is one card, not a list: set Card Source to Input Items, Business ID to {{ $json.body.biz_id }} and User ID to {{ $json.body.user_id }}.`;
	}
	if (Array.isArray(json.failed_cards)) {
		return "This item is this node's own summary: for the cards that failed set Cards to {{ $json.failed_cards }}.";
	}
	if (has(json, IDS) && !has(json, LISTS)) {
		const setting = hasBoth(json) ? 'Card Source to Input Items' : 'Cards to {{ [$json] }}';
		return `This item is one card, not a list: set ${setting}.`;
	}
	return undefined;
}

/** Whether this has both IDs under the names that the panel looks for. */
const hasBoth = (value: unknown) => IDS.every((name) => has(value, [name]));

/** Where in an item a list of cards is, as an expression names it: "data.items". */
function pathToList(json: Record<string, unknown>, depth = 3): string | undefined {
	// Those that failed before are not the ones that are meant.
	const members = Object.entries(json).filter(
		([key]) => /^[A-Za-z_]\w{0,40}$/.test(key) && key !== 'failed_cards',
	);
	const list = members.find(([, value]) => Array.isArray(value) && hasCards(value));
	if (list) return list[0];
	for (const [key, value] of depth > 1 ? members : []) {
		const path = isRecord(value) ? pathToList(value, depth - 1) : undefined;
		if (path !== undefined) return `${key}.${path}`;
	}
	return undefined;
}

/** Card Source is Input Items, and a value is missing. */
function adviceForItem(
	node: INode,
	json: Record<string, unknown>,
	field: string,
): string | undefined {
	const { body } = json;
	if (Array.isArray(body)) return listAdvice('body');
	const inBody = listKeyIn(body);
	if (inBody && !has(body, IDS)) return listAdvice(`body.${inBody}`);
	const id = ID_KEYS.get(field);
	if (id && has(body, [id]) && !String(storedOf(node, field)).includes('body')) {
		return `${WEBHOOK} Use an expression like {{ $json.body.${id} }}.`;
	}
	const list = listKeyIn(json);
	return list && !has(json, IDS) ? listAdvice(list) : undefined;
}

const WEBHOOK = "This item looks like a webhook's: the received data is under body.";

const listAdvice = (path: string) =>
	`This item holds a list of cards: set Card Source to List, and Cards to {{ $json.${path} }}.`;

const FILL_IN_ENTRY = 'Fill it in, or leave such entries out of the list.';

const FILL_IN = 'Fill it in, or drag the right field from the input panel onto it.';

/** The expression of a field finds nothing, so the names that would be found are worth knowing. */
function adviceForExpression(node: INode, json: Record<string, unknown>, field: string): string {
	const parameter = storedOf(node, field);
	if (parameter === '' || parameter === '=') return FILL_IN;
	if (!isExpression(parameter)) return '';
	const property = propertyIn(parameter);
	if (property !== undefined && Object.hasOwn(json, property)) {
		return `${property} is there, but empty. Fill it in, or leave such items out with a Filter node before this one.`;
	}
	const { body } = json;
	// What a webhook received is under body, and n8n shows its headers first.
	const isWebhook = isRecord(body) && Object.hasOwn(json, 'headers');
	const names = Object.keys(isWebhook ? body : json);
	const data = isWebhook ? '$json.body' : '$json';
	const below = Object.keys(json).find(
		(key) => property !== undefined && has(json[key], [property]),
	);
	if (below !== undefined) {
		return `The value is under ${shown(below)}: use {{ $json${accessTo(below)}.${property} }}.`;
	}
	const meant = nameMeaning(property, names);
	if (meant !== undefined) {
		const unseen = adviceForName(meant);
		return unseen
			? `${unseen} Rename it to ${property}.`
			: `${isWebhook ? 'Its body has' : 'It has'} ${shown(meant)}: rename that, or use {{ ${data}${accessTo(meant)} }}.`;
	}
	const whose = isWebhook ? 'its body has' : 'it has';
	const there = names.length > 0 ? `${whose}: ${someOf(names, 10)}` : `${whose} no fields at all`;
	return `${shortened(parameter.slice(1), EXPRESSION_SHOWN)} was looked for in this item; ${there}. Drag the right field from the input panel onto ${field}.`;
}

/** How an expression names a member: ".fields", or "["负责人"]". */
const accessTo = (key: string) =>
	/^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(shown(key))}]`;

const EXPRESSION_SHOWN = 200;

/** Under which of the usual names something has a list, as it is or as JSON text. */
const listKeyIn = (value: unknown): string | undefined =>
	isRecord(value) ? LISTS.find((name) => Array.isArray(fromJson(own(value, name)))) : undefined;

function has(value: unknown, names: string[]): string | undefined {
	return isRecord(value) ? names.find((name) => Object.hasOwn(value, name)) : undefined;
}
