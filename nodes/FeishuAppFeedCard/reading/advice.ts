import type { IExecuteFunctions } from 'n8n-workflow';

import { EMPTY, isRecord, own } from '../../shared/values';
import { propertyIn } from './expressions';
import type { ItemProblem } from './cards';

const LISTS = ['cards', 'feed_cards'];
const IDS = ['biz_id', 'user_id'];

const FIELDS_SHOWN = 10;

const LOOK_UP =
	'Look the ID up at Feishu first: the README of this node says how, under "The IDs of other people" (批量获取用户 ID).';

/** The parameters that read single values, by their names in the panel. */
const PARAMETERS: Record<string, string> = {
	'Business ID': 'bizId',
	'User ID': 'userId',
	Title: 'title',
	Preview: 'preview',
	Link: 'link',
	'Avatar Key': 'avatarKey',
	'Keep at Top': 'timeSensitive',
	cards: 'cards',
};

/**
 * What to do about a mistake, as far as the input item tells: for the mistakes that people make most, which
 * are a list where one card is expected or the other way round, data that stands under `body` after a
 * Webhook node, and an expression that finds nothing.
 *
 * @returns sentences, or an empty text
 */
export function adviceFor(
	context: IExecuteFunctions,
	{ input, field, problem }: ItemProblem,
): string {
	const advice = KNOWN.find(([words]) =>
		[problem, `${field} ${problem}`].some((said) => said.startsWith(words)),
	)?.[1];
	return advice ?? adviceByItem(context, { input, field, problem });
}

/** What to do about mistakes that are clear without a look at the item. */
const KNOWN: Array<[words: string, advice: string]> = [
	['is an e-mail address', LOOK_UP],
	['is a name', LOOK_UP],
	['is a phone number', LOOK_UP],
	['Update Fields has nothing to change', 'Choose Update Fields > Add Field in the node.'],
	[
		'is wanted with different contents',
		'Give each its own Business ID, or choose Create or Update: there the later one counts.',
	],
];

function adviceByItem(context: IExecuteFunctions, { input, field, problem }: ItemProblem): string {
	const { json } = context.getInputData()[input];
	if (problem === EMPTY && hasTextBody(json)) return NO_JSON;
	const isList = context.getNode().parameters.cardSource === 'list';
	const advice = isList
		? field === 'cards' && adviceForList(json)
		: problem === EMPTY && adviceForItem(json);
	return advice || (problem === EMPTY ? adviceForExpression(context, field, input) : '');
}

const NO_JSON =
	"This item looks like a webhook's, but what it received was not sent as JSON: the caller must send the header Content-Type: application/json.";

/** A webhook that is told nothing of JSON takes it for a form, and all of it for the name of a field. */
function hasTextBody({ body }: Record<string, unknown>): boolean {
	return isRecord(body) && /^\s*[[{]/.test(Object.keys(body)[0] ?? '');
}

/** Card Source is List, and what Cards gives is none. */
function adviceForList(json: Record<string, unknown>): string | undefined {
	const { body } = json;
	if (Array.isArray(body)) return `${WEBHOOK} Set Cards to {{ $json.body }}.`;
	const list = has(body, LISTS);
	if (list) return `${WEBHOOK} Set Cards to {{ $json.body.${list} }}.`;
	if (has(body, IDS)) {
		return `${WEBHOOK} It is one card, not a list: set Card Source to Input Items, Business ID to {{ $json.body.biz_id }} and User ID to {{ $json.body.user_id }}.`;
	}
	if (has(json, IDS) && !has(json, LISTS)) {
		return 'This item is one card, not a list: set Card Source to Input Items.';
	}
	return undefined;
}

/** Card Source is Input Items, and an ID is missing. */
function adviceForItem(json: Record<string, unknown>): string | undefined {
	const { body } = json;
	if (Array.isArray(body)) return listAdvice('body');
	const inBody = has(body, LISTS);
	if (inBody) return listAdvice(`body.${inBody}`);
	const id = has(body, IDS);
	if (id) return `${WEBHOOK} Use an expression like {{ $json.body.${id} }}.`;
	const list = has(json, LISTS);
	return list && !has(json, IDS) ? listAdvice(list) : undefined;
}

const WEBHOOK = "This item looks like a webhook's: what it received is under body.";

const listAdvice = (path: string) =>
	`This item holds a list of cards: set Card Source to List, and Cards to {{ $json.${path} }}.`;

/** The expression of a field finds nothing, so the names that would be found are worth knowing. */
function adviceForExpression(context: IExecuteFunctions, field: string, input: number): string {
	const { parameters } = context.getNode();
	const name = PARAMETERS[field];
	const { updateFields } = parameters;
	const parameter =
		(isRecord(updateFields) ? own(updateFields, name) : undefined) ?? parameters[name];
	if (typeof parameter !== 'string' || !parameter.startsWith('=')) return '';
	const { json } = context.getInputData()[input];
	const property = propertyIn(parameter);
	if (property !== undefined && Object.hasOwn(json, property)) {
		return `${property} is there, but empty. Fill it in, or leave such items out with a Filter node before this one.`;
	}
	const { body } = json;
	// What a webhook received is under body, and n8n shows its headers first.
	const isWebhook = isRecord(body) && Object.hasOwn(json, 'headers');
	const names = Object.keys(isWebhook ? body : json);
	const shown =
		names.slice(0, FIELDS_SHOWN).join(', ') + (names.length > FIELDS_SHOWN ? ', …' : '');
	const whose = isWebhook ? 'its body has' : 'it has';
	const there = names.length > 0 ? `${whose}: ${shown}` : `${whose} no fields at all`;
	return `${parameter.slice(1)} was looked for in this item; ${there}. Drag the right field from the input panel onto ${field === 'cards' ? 'Cards' : field}.`;
}

function has(value: unknown, names: string[]): string | undefined {
	return isRecord(value) ? names.find((name) => Object.hasOwn(value, name)) : undefined;
}
