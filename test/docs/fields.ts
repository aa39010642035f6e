import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import {
	ALL_CARD_FIELDS,
	UPDATE_ACTIONS,
	type Names,
	type Rule,
} from '../../nodes/FeishuAppFeedCard/card/fields';
import { contentsParameters } from '../../nodes/FeishuAppFeedCard/panel/contents';
import { asWritten, chinese, FIELD_WORDS, type Language, NUMBER_WORDS, type Rows } from './words';

/** What an operation offers for a card. */
const collection = (name: string) =>
	(contentsParameters.find((parameter) => parameter.name === name)?.options ??
		[]) as INodeProperties[];
const CREATED = [
	...contentsParameters.filter(({ type }) => type !== 'collection'),
	...collection('additionalFields'),
];
const UPDATED = collection('updateFields');
const PANEL = [...new Map([...UPDATED, ...CREATED].map((field) => [field.name, field])).values()];

/** Where Feishu has what a parameter sets: its field, and the most that it may hold. */
interface AtFeishu {
	key: string;
	max?: number;
}

/** The fields of a card, in the order of the table of fields, then what only the panel has. */
export function cardFields(language: Language): Rows {
	const head = {
		english: ['field', 'name', 'default', 'for', "Feishu's field", 'at most', 'meaning'],
		chinese: ['字段', '名字', '默认值', '适用于', '飞书的字段', '上限', '含义'],
	};
	const at = whereCardFieldsAre();
	const order = [...at.keys()];
	const placeOf = ({ name }: INodeProperties) =>
		order.includes(name) ? order.indexOf(name) : order.length;
	const rows = [...PANEL]
		.sort((one, other) => placeOf(one) - placeOf(other))
		.map((field) => [
			`**${field.displayName}**`,
			`\`${field.name}\``,
			defaultOf(field),
			operationsOf(field, language),
			...cellsOf(at.get(field.name)),
			meaningOf(field, field.name, language),
		]);
	return [head[language], ...rows];
}

/** What is inside Buttons and Status Label. */
export function partFields(language: Language): Rows {
	const head = {
		english: ['in', 'field', 'name', 'default', "Feishu's field", 'at most', 'meaning'],
		chinese: ['所在字段', '字段', '名字', '默认值', '飞书的字段', '上限', '含义'],
	};
	const rows = PANEL.flatMap((field) => partsOf(field, language));
	return [head[language], ...rows];
}

/** What `update_fields` may hold. */
export function updateNumbers(language: Language): Rows {
	const head = { english: ['number', 'what is changed'], chinese: ['数字', '更新什么'] };
	const fields = ALL_CARD_FIELDS.flatMap(({ number, key }) => (number ? [{ number, key }] : []));
	const rows = [
		...fields.map(({ number, key }) => {
			const words = language === 'chinese' ? `（${chinese(NUMBER_WORDS, key)}）` : '';
			return [`\`${number}\``, `\`${key}\`${words}`];
		}),
		...Object.values(UPDATE_ACTIONS).map(({ label, name, number }) => {
			const words = language === 'chinese' ? `（${chinese(NUMBER_WORDS, name)}）` : '';
			return [`\`${number}\``, `**${label}**${words}`];
		}),
	];
	return [head[language], ...rows];
}

function whereCardFieldsAre(): Map<string, AtFeishu> {
	const fields = ALL_CARD_FIELDS.flatMap((field): Array<[string, AtFeishu]> => {
		const { name, key, rule, members = [] } = field;
		const isOfMembers = members.some((member) => member.name === name);
		if (!isOfMembers) return [[name, { key, max: maxOf(rule) }]];
		return members.map((member) => [
			member.name,
			{ key: `${key}.${member.key}`, max: maxOf(ruleAt(rule, member.key)) },
		]);
	});
	const actions = Object.values(UPDATE_ACTIONS).map(({ name, number }): [string, AtFeishu] => [
		name,
		{ key: `update_fields: ${number}` },
	]);
	return new Map([...fields, ...actions]);
}

function partsOf(field: INodeProperties, language: Language): Rows {
	if (field.type !== 'fixedCollection') return [];
	const card = ALL_CARD_FIELDS.find(({ name }) => name === field.name);
	const members: readonly Names[] = card?.members ?? [];
	return (field.options as INodePropertyCollection[]).flatMap(({ values }) =>
		values.flatMap((part) => {
			const key = members.find(({ name }) => name === part.name)?.key;
			const at = key && card ? { key, max: maxOf(ruleAt(card.rule, key)) } : undefined;
			return [
				[
					`**${field.displayName}**`,
					`**${part.displayName}**`,
					`\`${part.name}\``,
					defaultOf(part),
					...cellsOf(at),
					meaningOf(part, `${field.name}.${part.name}`, language),
				],
				...partsOf(part, language),
			];
		}),
	);
}

const cellsOf = (at?: AtFeishu) => [at ? `\`${at.key}\`` : '', at?.max?.toLocaleString('en') ?? ''];

const defaultOf = ({ default: preset }: INodeProperties) =>
	`\`${typeof preset === 'string' && preset !== '' ? preset : JSON.stringify(preset)}\``;

function operationsOf({ name }: INodeProperties, language: Language): string {
	const isIn = (fields: INodeProperties[]) => fields.some((field) => field.name === name);
	if (isIn(CREATED) && isIn(UPDATED)) return language === 'english' ? 'all' : '全部';
	if (isIn(UPDATED)) return 'Update';
	return language === 'english' ? 'Create, Create or Update' : 'Create、Create or Update';
}

/** The words of the panel, with those that Update adds, and the choices. */
function meaningOf(field: INodeProperties, name: string, language: Language): string {
	const choices = ['options', 'multiOptions'].includes(field.type)
		? (field.options as INodePropertyOptions[])
		: [];
	const listed = choices.map((choice) => choiceOf(choice, name, language));
	if (language === 'chinese') return [chinese(FIELD_WORDS, name), ...listed].join('');
	const { description = field.placeholder ?? '' } = field;
	const update = UPDATED.find((other) => other.name === field.name)?.description ?? '';
	const more = update.startsWith(description) ? update.slice(description.length + 2) : '';
	const updated = more ? [`With Update ${more[0].toLowerCase()}${more.slice(1)}`] : [];
	const ended = updated.length + listed.length > 0 ? description.replace(/\.?$/, '.') : description;
	return [...[ended, ...updated].map(asWritten), ...listed].join(' ');
}

function choiceOf(
	{ name, value, description }: INodePropertyOptions,
	of: string,
	language: Language,
) {
	const chosen = `**${name}** (\`${String(value)}\`)`;
	if (language === 'english') return `${chosen}: ${asWritten(description ?? '')}.`;
	return `**${name}**（\`${String(value)}\`）：${chinese(FIELD_WORDS, `${of}.${String(value)}`)}。`;
}

/** The most characters or entries that a value may have; a value inside an object counts for it. */
function maxOf(rule?: Rule): number | undefined {
	if (!rule) return undefined;
	if ('max' in rule) return rule.max;
	return rule.is === 'object' && Object.keys(rule.keys).length === 1
		? maxOf(Object.values(rule.keys)[0])
		: undefined;
}

/** The rule of a value inside another one, by its key: "multi_url.url". */
function ruleAt(rule: Rule, key: string): Rule | undefined {
	if (rule.is === 'list') return ruleAt(rule.of, key);
	if (rule.is !== 'object') return undefined;
	const [first, ...rest] = key.split('.');
	// The buttons of a card are a list in an object of that name.
	const inside = rule.keys[first] ?? undefined;
	if (inside) return rest.length > 0 ? ruleAt(inside, rest.join('.')) : inside;
	const [only, ...others] = Object.values(rule.keys);
	return others.length === 0 ? ruleAt(only, key) : undefined;
}
