import type { IExecuteFunctions, INode, NodeOperationError } from 'n8n-workflow';

import { operationError } from '../../shared/nodeError';
import { asBoolean, isBlank, isExpression, isRecord, own } from '../../shared/values';
import { Turns } from '../../shared/turns';
import { USER_ID_TYPES, type UserIdType } from '../card/card';
import { ParameterValues } from './expressions';
import { EXPRESSION_FAILS } from './problems';
import { shown } from './texts';

const CARD_SOURCES = ['items', 'list'] as const;

const OUTPUTS = ['summary', 'cards'] as const;

/** The options that are switches; all are off unless the user switches them on. */
export const SWITCHES = {
	dryRun: 'Dry Run',
	ignoreDuplicate: 'Ignore Duplicate',
	ignoreNotCreated: 'Ignore Not Created',
} as const;

/** The options that are numbers, with what they are if the user sets none. */
export const NUMBERS = {
	requestsPerSecond: {
		label: 'Requests per Second',
		preset: 10,
		range: 'a number above 0',
		fits: (value: number) => Number.isFinite(value) && value > 0,
	},
	maxRetries: {
		label: 'Max Retries',
		preset: 5,
		range: 'a whole number, 0 or more',
		fits: (value: number) => Number.isInteger(value) && value >= 0,
	},
	timeout: {
		label: 'Timeout',
		preset: 30_000,
		// Timers count in 32 bits.
		range: 'a whole number of milliseconds, from 1 to 2147483647',
		fits: (value: number) => Number.isInteger(value) && value >= 1 && value < 2 ** 31,
	},
} as const;

/** How requests are sent: see `NUMBERS`. */
export type RequestOptions = Record<keyof typeof NUMBERS, number>;

const LABELS: Record<string, string> = {
	...SWITCHES,
	...Object.fromEntries(Object.entries(NUMBERS).map(([name, { label }]) => [name, label])),
};

/** What the parameters say of the whole run, besides the cards. */
export interface Settings {
	readonly cardSource: (typeof CARD_SOURCES)[number];
	readonly output: (typeof OUTPUTS)[number];
	readonly userIdType: UserIdType;
	/** The switches that are on. */
	readonly isOn: ReadonlySet<keyof typeof SWITCHES>;
	/** How requests are sent, or the mistake in an option that keeps the run from its beginning. */
	readonly options: RequestOptions | NodeOperationError;
}

/**
 * Reads the settings, once a run.
 *
 * @throws NodeOperationError naming the parameter that has no such choice, the switch that is neither on nor
 * off, or the option whose expression gives nothing, or differs from item to item: a dry run must not become a
 * real one
 */
export async function readSettings(context: IExecuteFunctions, node: INode): Promise<Settings> {
	const cardSource = readChoice(context, 'cardSource', 'Card Source', CARD_SOURCES);
	const userIdType = readChoice(context, 'userIdType', 'User ID Type', USER_ID_TYPES);
	await checkExpressions(context, node);
	const given = context.getNodeParameter('options', 0, {});
	const options = isRecord(given) ? given : {};
	const names = Object.keys(SWITCHES) as Array<keyof typeof SWITCHES>;
	const isOn = new Set(names.filter((name) => readSwitch(node, options[name], name)));
	const output = readChoice(context, 'output', 'Output', OUTPUTS);
	return { cardSource, output, userIdType, isOn, options: readNumbers(node, options) };
}

/**
 * One run has one set of options, whatever the items say. An option whose expression finds nothing was meant to be
 * something: a dry run, for example.
 */
async function checkExpressions(context: IExecuteFunctions, node: INode): Promise<void> {
	const { options } = node.parameters;
	const expressions = Object.entries(isRecord(options) ? options : {}).flatMap(([name, stored]) =>
		isExpression(stored) ? [[`options.${name}`, stored]] : [],
	);
	if (expressions.length === 0) return;
	const stored = Object.fromEntries(expressions) as Record<string, unknown>;
	const values = new ParameterValues(context, stored, Object.keys(stored));
	const turns = new Turns(context.getExecutionCancelSignal());
	const first = new Map<string, string>();
	for (let input = 0; input < context.getInputData().length; input++) {
		for (const path of Object.keys(stored)) {
			const name = path.slice('options.'.length);
			const value = values.get(path, input);
			if (value.failed) {
				const said = `${EXPRESSION_FAILS}: ${value.words}`;
				throw settingError(node, path, said, CHANGE_OPTION);
			}
			if (isBlank(value.value)) {
				const where = isTool(node) ? '' : `: its expression finds nothing in item ${input}`;
				throw settingError(node, path, `is empty${where}`, giveValue(name));
			}
			const text = meant(name, value.value);
			const former = first.get(path) ?? text;
			first.set(path, former);
			if (text === former) continue;
			const said = `is ${former} for item 0 and ${text} for item ${input}`;
			const description =
				'All items of a run share the options. Split the items with an If node before this one, or give the option one value.';
			throw settingError(node, path, said, description);
		}
		if (turns.isOver) await turns.next();
	}
}

function giveValue(name: string): string {
	const preset = Object.hasOwn(NUMBERS, name)
		? NUMBERS[name as keyof RequestOptions].preset
		: false;
	return `Correct the expression under Options, or let it give a value for every item, as in {{ $ifEmpty($json.${name}, ${preset}) }}.`;
}

/** What an option says, to compare and to show: of a switch 1 and true are the same. */
function meant(name: string, value: unknown): string {
	const isSwitch = Object.hasOwn(SWITCHES, name);
	return shown((isSwitch ? asBoolean(value) : undefined) ?? value);
}

/** Off if nothing is set. */
function readSwitch(node: INode, value: unknown, name: keyof typeof SWITCHES): boolean {
	const isOn = isBlank(value) ? false : asBoolean(value);
	if (isOn !== undefined) return isOn;
	const said = `must be true or false, not ${shown(value)}`;
	throw settingError(node, `options.${name}`, said, CHANGE_OPTION);
}

function readNumbers(
	node: INode,
	options: Record<string, unknown>,
): RequestOptions | NodeOperationError {
	const numbers: RequestOptions = { requestsPerSecond: 0, maxRetries: 0, timeout: 0 };
	for (const name of Object.keys(NUMBERS) as Array<keyof RequestOptions>) {
		const { preset, range, fits } = NUMBERS[name];
		const given = options[name] ?? preset;
		// An expression may give a number as text.
		const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
		if (typeof value !== 'number' || !fits(value)) {
			const said = `must be ${range}, not ${shown(given)}`;
			return settingError(node, `options.${name}`, said, CHANGE_OPTION);
		}
		numbers[name] = value;
	}
	return numbers;
}

/**
 * What an options parameter is set to.
 *
 * @throws NodeOperationError naming the parameter, if it has no such choice
 */
export function readChoice<T extends string>(
	context: IExecuteFunctions,
	name: string,
	label: string,
	choices: readonly T[],
): T {
	const value = context.getNodeParameter(name, 0);
	const choice = choices.find((known) => known === value);
	if (choice !== undefined) return choice;
	const said = `must be one of: ${choices.join(', ')}`;
	const advice = `Choose one in the node's ${label} field.`;
	throw settingError(context.getNode(), name, said, advice, label);
}

const CHANGE_OPTION = 'Change it under Options in the node.';

/**
 * @param path of the parameter: "output", "options.timeout"
 * @param said what is wrong, after its name
 * @param advice what to do in the panel, which a model does not see
 */
function settingError(
	node: INode,
	path: string,
	said: string,
	advice: string,
	label = LABELS[path.slice('options.'.length)] ?? path.slice('options.'.length),
): NodeOperationError {
	const stored = path
		.split('.')
		.reduce<unknown>((value, key) => (isRecord(value) ? own(value, key) : value), node.parameters);
	if (!isTool(node)) return operationError(node, `${label} ${said}`, { description: advice });
	const description = isSetByModel(stored) ? CALL_AGAIN : FOR_MAKER;
	return operationError(node, `${nameForModel(stored) ?? label} ${said}`, { description });
}

/** What a parameter is called for a model that fills it in. */
export function nameForModel(stored: unknown): string | undefined {
	if (typeof stored !== 'string') return undefined;
	return /\$fromAI\(\s*['"`]([\w-]{1,64})['"`]/i.exec(stored.slice(0, 1_000))?.[1];
}

/**
 * Told to correct a value that is not the model's, it would call for ever.
 *
 * @param stored undefined if the field has the name that the model gave it
 */
export const isSetByModel = (stored: unknown) =>
	stored === undefined || /\$fromAI\s*\(/i.test(JSON.stringify(stored));

export const CALL_AGAIN = 'Correct this value, and call the tool again.';
export const FOR_MAKER =
	'Whoever made the workflow must correct this in the node: do not call the tool again.';

/** n8n runs the node as a tool of an agent or of MCP. */
export const isTool = ({ type }: Pick<INode, 'type'>): boolean => type.endsWith('Tool');
