import type { IExecuteFunctions } from 'n8n-workflow';

import type { Mistake, Parsed } from '../card/card';
import type { GivenContents, Purpose } from './contents';
import { parseEntry, type Needs } from './entry';
import type { ParameterValues, Value } from './expressions';
import { parseList } from './list';
import { givenChanges, givenWhole, labelOf } from './panelContents';
import { readChoice } from './settings';

/** What one input item names, in its order. */
export interface Named {
	parsed: Parsed[];
	/** Parameters that may be left empty and whose expression found nothing: perhaps a wrong name. */
	foundNothing: readonly string[];
}

/** Reads what one input item names. */
export type ItemReader = (values: ParameterValues, input: number, needs: Needs) => Named;

/**
 * How the input items are to be read, by Card Source.
 *
 * @throws NodeOperationError where there is no such source
 */
export function itemReader(context: IExecuteFunctions): ItemReader {
	const source = readChoice(context, 'cardSource', 'Card Source', ['items', 'list']);
	return source === 'list' ? readList : readItem;
}

function readItem(values: ParameterValues, input: number, needs: Needs): Named {
	const names = ['bizId', 'userId', ...contentsNames(needs.contents)];
	const given = new Map(names.map((name) => [name, values.get(name, input)]));
	const failed = failedExpressions(given);
	if (failed) return { parsed: [failed], foundNothing: [] };
	const valueOf = (name: string) => (given.get(name) as { value?: unknown } | undefined)?.value;
	const parsed = parseEntry(
		{
			bizId: valueOf('bizId'),
			userIds: valueOf('userId'),
			contents: givenContents(needs.contents, valueOf),
			place: '',
			names: { bizId: LABELS.bizId, userId: LABELS.userId, contents: labelOf },
		},
		needs,
	);
	const optional = needs.contents?.whole ? ['title', 'preview'] : [];
	const unset = optional.filter((name) => valueOf(name) === undefined);
	return { parsed, foundNothing: unset.map((name) => LABELS[name]) };
}

function contentsNames(purpose: Purpose | undefined): string[] {
	if (!purpose) return [];
	return purpose.whole ? ['title', 'preview', 'link', 'additionalFields'] : ['updateFields'];
}

function givenContents(
	purpose: Purpose | undefined,
	valueOf: (name: string) => unknown,
): GivenContents {
	if (!purpose?.whole) return givenChanges(valueOf('updateFields'));
	return givenWhole({
		title: valueOf('title'),
		preview: valueOf('preview'),
		link: valueOf('link'),
		additionalFields: valueOf('additionalFields'),
	});
}

function readList(values: ParameterValues, input: number, needs: Needs): Named {
	const given = values.get('cards', input);
	const failed = failedExpressions(new Map([['cards', given]]));
	const parsed = failed
		? [failed]
		: parseList((given as { value: unknown }).value, needs, LABELS.cards);
	return { parsed, foundNothing: [] };
}

const LABELS: Record<string, string> = {
	bizId: 'Business ID',
	userId: 'User ID',
	title: 'Title',
	preview: 'Preview',
	link: 'Link',
	additionalFields: 'Additional Fields',
	updateFields: 'Update Fields',
	cards: 'cards',
};

function failedExpressions(given: ReadonlyMap<string, Value>): Mistake | undefined {
	const problems = [...given].flatMap(([name, value]) =>
		value.failed
			? [{ field: LABELS[name], problem: `has an expression that fails: ${value.words}` }]
			: [],
	);
	return problems.length > 0 ? { problems, bizId: null, userId: null } : undefined;
}
