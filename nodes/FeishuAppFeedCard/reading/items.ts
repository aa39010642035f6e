import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { isExpression, isExpressionTyped, isRecord, shortened, visible } from '../../shared/values';
import type { Problem } from '../card/card';
import { ALL_CARD_FIELDS, AVATAR_IMAGE, CARD_FIELDS, PARAMETERS, type Names } from '../card/fields';
import { storedOf } from './advice';
import { parseList } from './cardList';
import type { GivenContents, Purpose } from './contents';
import { nameMeaning, parseEntry, type EntrySettings, type ParsedCard } from './entry';
import { ParameterValues } from './expressions';
import { propertyIn } from './jsonPath';
import { givenChanges, givenWhole, labelOf } from './panelContents';
import { EXPRESSION_FAILS, Problems } from './problems';
import { isTool, nameForModel, type Settings } from './settings';
import { isEmpty } from './texts';

/** What the panel calls the parameters that hold cards. */
const LABELS = {
	...PARAMETERS,
	title: CARD_FIELDS.title.label,
	preview: CARD_FIELDS.preview.label,
	link: CARD_FIELDS.link.label,
} as const;

const NO_CONTENTS: GivenContents = { shape: 'flat', fields: {} };

type Name = keyof typeof LABELS;

const WHOLE: readonly Name[] = ['title', 'preview', 'link', 'additionalFields'];
const CHANGES: readonly Name[] = ['updateFields'];

/** Reads what the input items name. */
export class ItemReader {
	private readonly values: ParameterValues;
	private readonly names: readonly Name[];
	/** The mistakes that are in the parameters themselves, whatever the item. */
	private readonly typed: ReadonlyArray<Omit<Problem, 'input'>>;
	/** What a business ID is whose expressions found nothing; undefined if nothing stands around them. */
	private readonly bizIdPrefix: string | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly node: INode,
		private readonly cardSource: Settings['cardSource'],
		private readonly settings: EntrySettings,
	) {
		this.names =
			cardSource === 'list'
				? ['cards']
				: ['bizId', 'userId', ...namesOfContents(settings.contents)];
		this.values = new ParameterValues(context, node.parameters, this.names);
		this.typed = this.names.flatMap((name) => typedIn(node.parameters[name], name, LABELS[name]));
		this.bizIdPrefix = textAround(node.parameters.bizId);
	}

	/** The cards of one input item, in its order. */
	*read(input: number): Generator<ParsedCard> {
		const problems: Problem[] = this.typed.map((problem) => ({ input, ...problem }));
		const values: Record<string, unknown> = {};
		for (const name of this.names) {
			const value = this.values.get(name, input);
			if (!value.failed) values[name] = value.value;
			else {
				const problem = `${EXPRESSION_FAILS}: ${value.words}`;
				problems.push({ input, field: this.label(LABELS[name]), problem });
			}
		}
		if (problems.length > 0) {
			yield { bizId: null, userId: null, place: '', problems, inputs: [input] };
		} else if (this.cardSource === 'list') {
			const labels = [this.label(LABELS.cards), this.label(LABELS.cards, 'cards')] as const;
			yield* parseList(values.cards, this.settings, input, ...labels);
		} else yield* this.readItem(values, input);
	}

	private readItem(values: Record<string, unknown>, input: number): ParsedCard[] {
		const { contents } = this.settings;
		// Different cards would become one.
		const isLost = typeof values.bizId === 'string' && values.bizId.trim() === this.bizIdPrefix;
		const bizId = isLost ? undefined : values.bizId;
		const problems = new Problems(input, (path) => this.label(labelOf(path)));
		const entry = {
			bizId,
			userIds: values.userId,
			contents: contents?.whole
				? givenWhole(values, this.node.parameters, problems, contents.changes)
				: contents
					? givenChanges(values.updateFields, problems)
					: NO_CONTENTS,
			place: '',
			names: { bizId: this.label(LABELS.bizId), userId: this.label(LABELS.userId) },
			problems,
		};
		// To make an ID would hide the mistake, and each run would create the cards once more.
		const makesId = !isLost && !(isEmpty(bizId) && this.isIdMisspelt(input));
		return parseEntry(entry, makesId ? this.settings : { ...this.settings, makeBizId: undefined });
	}

	/** Whether the item has the business ID under a name that only looks like the one in the expression. */
	private isIdMisspelt(input: number): boolean {
		const property = propertyIn(String(this.node.parameters.bizId));
		const { json } = this.context.getInputData()[input];
		if (property === undefined || Object.hasOwn(json, property)) return false;
		return nameMeaning(property, Object.keys(json)) !== undefined;
	}

	/**
	 * What the user calls a value: an agent's tool has names of its own for what the model fills in.
	 *
	 * @param label what the panel calls it
	 * @param otherwise what to call it if the tool has no name for it
	 */
	private label(label: string, otherwise = label): string {
		const stored = isTool(this.node) ? storedOf(this.node, label) : undefined;
		return nameForModel(stored) ?? otherwise;
	}
}

function namesOfContents(purpose: Purpose | undefined): readonly Name[] {
	if (!purpose) return [];
	return purpose.whole ? WHOLE : CHANGES;
}

/**
 * Stored values that n8n takes for text although they look like expressions: the field was not switched, or the
 * braces are missing. What an expression gives is data, and may look as it likes.
 */
function typedIn(stored: unknown, name: string, label: string): Array<Omit<Problem, 'input'>> {
	if (typeof stored === 'string') {
		const fault = faultOfStored(stored, name);
		return fault === undefined ? [] : [{ field: label, ...fault }];
	}
	if (!isRecord(stored) && !Array.isArray(stored)) return [];
	return Object.entries(stored).flatMap(([key, member]) =>
		typedIn(member, key, LABEL_OF_NAME.get(key) ?? label),
	);
}

const LABEL_OF_NAME = new Map<string, string>(
	[
		AVATAR_IMAGE,
		...ALL_CARD_FIELDS.flatMap(({ members = [], ...field }): Names[] => [field, ...members]),
	]
		.filter(({ name }) => name !== 'text' && name !== 'type')
		.map(({ name, label }) => [name, label]),
);

/** How an expression begins. In a fixed text most of it may be meant. */
const CODE =
	/^\$(json|node|input|now|today|execution|workflow|vars|env|binary|prevNode|itemIndex|runIndex|items|fromAI|jmespath|if|ifEmpty|min|max|parameter)(?![\w$ ])/;

function faultOfStored(text: string, name: string) {
	const code = (isExpression(text) ? text.slice(1) : text).trim();
	// No ID has braces; in another text they may be meant.
	const isId = name === 'bizId' || name === 'userId';
	if (isExpressionTyped(text) || (isId && !isExpression(text) && text.includes('{{'))) {
		return {
			problem: 'is an expression typed as text',
			setting: 'Switch the field from Fixed to Expression.',
		};
	}
	const isCode = isExpression(text) ? CODE.test(code) : /^\$(json|node|input)[.[(]/.test(code);
	if ((!isCode && !/^\$\(['"`]/.test(code)) || code.includes('{{')) return undefined;
	return {
		problem: 'is an expression without {{ and }} around it',
		setting: `Switch the field to Expression, and write {{ ${visible(shortened(code, 200))} }}.`,
	};
}

/**
 * The text around the expressions of a parameter; undefined if there is none, or if one of them has an empty text in
 * it: that one gives nothing on purpose.
 */
function textAround(stored: unknown): string | undefined {
	if (!isExpression(stored) || !stored.includes('{{') || /''|""/.test(stored)) return undefined;
	const [before, ...others] = stored.slice(1).split('{{');
	const around = [before, ...others.map((part) => part.slice(part.indexOf('}}') + 2))].join('');
	return around.trim() || undefined;
}
