import { isRecord, own } from '../../shared/values';
import {
	ALL_CARD_FIELDS,
	AVATAR_IMAGE,
	CARD_FIELDS,
	PARAMETERS,
	REMOVE_BUTTONS,
	UPDATE_ACTIONS,
	type Names,
} from '../card/fields';
import { NOTHING_TO_CHANGE, type GivenContents } from './contents';
import { readButtons, WHOLE_EXPRESSION } from './panelButtons';
import { EMPTY, type Problems } from './problems';
import { readValue } from './rules';
import { isEmpty } from './texts';

const { title, avatarKey, preview, statusLabel, buttons, link, timeSensitive, notify } =
	CARD_FIELDS;

const NOTHING_ADDED = {
	problem: NOTHING_TO_CHANGE,
	setting: 'Choose Update Fields > Add Field in the node.',
};

/**
 * What Title, Preview, Link and Additional Fields give for one item. Fields left empty are not set.
 *
 * @param values by the names of the parameters
 * @param stored the parameters themselves
 * @param mayBeThere the card may be there: a text is cleared if its expression gives an empty one
 */
export function givenWhole(
	values: Record<string, unknown>,
	stored: Record<string, unknown>,
	problems: Problems,
	mayBeThere?: boolean,
): GivenContents {
	// n8n makes an object without members of a collection that one expression gives.
	const given = { ...values, ...(values.additionalFields as Record<string, unknown>) };
	const fields = withoutEmpty(fieldsOf(given, problems));
	for (const { name, key } of mayBeThere ? [title, preview] : []) {
		if (given[name] === '' && stored[name] !== '') fields[key] = '';
	}
	return { shape: 'flat', fields };
}

/**
 * What Update Fields gives for one item. What was added to it is set, also if it was left empty; if its
 * expression finds nothing, that is a mistake.
 */
export function givenChanges(updateFields: unknown, problems: Problems): GivenContents {
	const given = isRecord(updateFields) ? updateFields : {};
	// n8n looks for the members in the text of the expression, and each text has a method called link.
	const isWhole = !isRecord(updateFields) || typeof own(given, link.name) === 'function';
	if (isWhole) problems.add(WHOLE_EXPRESSION);
	else if (Object.keys(given).length === 0) problems.add(NOTHING_ADDED);
	const has = ({ name }: Pick<Names, 'name'>) => Object.hasOwn(given, name);
	const fields = isWhole ? {} : fieldsOf(given, problems);
	for (const [path, member] of SINGLE_VALUES) {
		if (has(member) && own(given, member.name) === undefined) problems.at(path).add(EMPTY);
	}
	const isLeft = ({ name }: Names) => own(given, name) === null;
	// An empty text takes the picture away, an empty name means none.
	if (has(AVATAR_IMAGE) && !isLeft(AVATAR_IMAGE) && isEmpty(own(given, AVATAR_IMAGE.name))) {
		problems.at(AVATAR_IMAGE.key).add(EMPTY);
	}
	// As an object, in which an empty link is a mistake.
	if (has(link) && !isLeft(link) && !isWhole) fields.link = { link: own(given, link.name) };

	const isOn = (name: string): boolean => {
		if (!has({ name })) return false;
		const [value, place] = [own(given, name), problems.at(`actions.${name}`)];
		if (value === undefined) place.add(EMPTY);
		return readValue(value, { is: 'boolean' }, place) === true;
	};
	const actions = Object.values(UPDATE_ACTIONS).flatMap(({ name, number }) =>
		isOn(name) ? number : [],
	);
	if (isOn(REMOVE_BUTTONS.name)) {
		if (has(buttons))
			problems
				.at(`actions.${REMOVE_BUTTONS.name}`)
				.add('is on, and Buttons has buttons', 'Remove one of the two.');
		fields.buttons = [];
	}
	return { shape: 'flat', fields, actions };
}

/** The fields of a card in Feishu's names. */
function fieldsOf(given: Record<string, unknown>, problems: Problems): Record<string, unknown> {
	const fields: Record<string, unknown> = {};
	for (const { name, key } of [...ALL_CARD_FIELDS, AVATAR_IMAGE]) {
		if (key !== notify.key && Object.hasOwn(given, name)) fields[key] = own(given, name);
	}
	const label = own(given, statusLabel.name);
	if (Object.hasOwn(given, statusLabel.name)) {
		fields[statusLabel.key] = isRecord(label) ? own(label, 'label') : undefined;
		if (fields[statusLabel.key] === undefined) {
			problems.at(statusLabel.key).add({
				...WHOLE_EXPRESSION,
				problem: `contains no label; it ${WHOLE_EXPRESSION.problem}`,
				setting: `Choose Add Label in it, or remove it. ${WHOLE_EXPRESSION.setting}`,
			});
		}
	}
	if (Object.hasOwn(given, buttons.name)) {
		fields[buttons.key] = readButtons(own(given, buttons.name), problems.at(buttons.key));
	}
	// Feishu's `notify` holds two fields of the panel.
	const settings = withoutEmpty(
		Object.fromEntries(notify.members.map(({ name, key }) => [key, own(given, name)])),
	);
	if (Object.keys(settings).length > 0) fields[notify.key] = settings;
	return fields;
}

function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
	);
}

/** The members of Update Fields whose expression may find nothing, by their paths. */
const SINGLE_VALUES: Array<[path: string, member: Names]> = [
	...[title, avatarKey, preview, timeSensitive].map((field): [string, Names] => [field.key, field]),
	...notify.members.map((member): [string, Names] => [`${notify.key}.${member.key}`, member]),
];

/** What the panel calls a value, by its path in Feishu's names, or by its name in the panel. */
const LABELS = new Map<string, string>([
	['', PARAMETERS.updateFields],
	['link.link', link.label],
	...[...Object.values(UPDATE_ACTIONS), REMOVE_BUTTONS].map(({ name, label }): [string, string] => [
		`actions.${name}`,
		label,
	]),
	...[...ALL_CARD_FIELDS, AVATAR_IMAGE].map(({ key, label }): [string, string] => [key, label]),
	...statusLabel.members.map(({ key, label }): [string, string] => [
		`${statusLabel.key}.${key}`,
		`${statusLabel.label}: ${label}`,
	]),
	...notify.members.map(({ key, label }): [string, string] => [`${notify.key}.${key}`, label]),
]);

/**
 * What the panel calls a field, by its path in Feishu's names: "Button 2: URL" for "buttons[1].multi_url.url",
 * "Button 2: Values: due" for the value with the key due.
 */
export function labelOf(path: string): string {
	const button = /^buttons\[(\d+)\]\.?(.*)$/s.exec(path);
	if (!button) return LABELS.get(path) ?? path;
	const [, index, key] = button;
	const member = buttons.members.find((one) => `${key}.`.startsWith(`${one.key}.`));
	const [, ofValue] = /^action_map\.(.*)$/s.exec(key) ?? [];
	const labels = [`Button ${Number(index) + 1}`, member?.label, ofValue];
	return labels.filter((label) => label !== undefined).join(': ');
}
