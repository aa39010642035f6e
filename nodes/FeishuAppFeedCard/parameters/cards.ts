import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Mistake, Parsed } from '../card/card';
import type { GivenContents, Purpose } from '../card/contents';
import { parseEntry, type Needs } from '../card/entry';
import { parseList } from '../card/list';
import { givenChanges, givenWhole, labelOf } from './givenContents';
import { readChoice } from './options';
import type { ParameterValues, Value } from './parameterValues';

/** The operations that have a parameter in this form or that. */
export interface CardOperations {
	all: string[];
	/** A card without a business ID gets one. */
	makeBizId: string[];
	/** The IDs are enough. */
	idsAlone: string[];
}

/** The parameters that name the cards. */
export function cardParameters(operations: CardOperations): {
	/** Before what the cards are like. */
	cardSource: INodeProperties;
	items: INodeProperties[];
	list: INodeProperties[];
} {
	const show = (operation: string[], cardSource: 'items' | 'list') => ({
		show: { operation, cardSource: [cardSource] },
	});
	const { all, makeBizId, idsAlone } = operations;
	const without = (some: string[]) => all.filter((operation) => !some.includes(operation));
	const bizId: INodeProperties = {
		displayName: 'Business ID',
		name: 'bizId',
		type: 'string',
		required: true,
		default: '={{ $json.biz_id }}',
		placeholder: 'e.g. ed381d34-49ac-4876-8d9e-23447acb587e',
		description: 'The biz_id (业务 ID) that the card was created with',
		displayOptions: show(without(makeBizId), 'items'),
	};
	const cards: INodeProperties = {
		displayName: 'Cards',
		name: 'cards',
		type: 'json',
		required: true,
		default: '={{ $json.cards }}',
		placeholder: 'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201"}]',
		description:
			'A list of cards, each with biz_id and user_id. After a Webhook node it is usually found under body.cards.',
		displayOptions: show(idsAlone, 'list'),
	};
	return {
		cardSource: {
			displayName: 'Card Source',
			name: 'cardSource',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Input Items',
					value: 'items',
					description: 'Each input item names a card, for one or more users',
				},
				{
					name: 'List',
					value: 'list',
					description: 'Each input item holds a list of cards',
				},
			],
			default: 'items',
			description: 'Where the cards are named',
			displayOptions: { show: { operation: all } },
		},
		items: [
			bizId,
			{
				...bizId,
				required: false,
				default: '',
				placeholder: 'e.g. order-17',
				description:
					'Your own ID for the card (业务 ID), by which it can be updated and deleted later. Left empty, the card gets a new one, which the output tells.',
				displayOptions: show(makeBizId, 'items'),
			},
			{
				displayName: 'User ID',
				name: 'userId',
				type: 'string',
				required: true,
				default: '={{ $json.user_id }}',
				placeholder: 'e.g. ou_88553eda9014c201e6969b478895c223',
				description:
					'In whose message list the card is. Several IDs with commas between them, or an array, mean the card of each of these users.',
				displayOptions: show(all, 'items'),
			},
		],
		list: [
			cards,
			{
				...cards,
				placeholder:
					'e.g. [{"biz_id": "order-17", "user_id": "ou_88553eda9014c201", "title": "Order 17", "link": "https://example.com/orders/17"}]',
				description:
					"A list of cards, each with its fields in Feishu's names: biz_id, user_id or user_ids, title, preview, link, avatar_key, status_label, buttons, time_sensitive, notify. Feishu's own shape with app_feed_card is taken too. After a Webhook node the list is usually found under body.cards.",
				displayOptions: show(without(idsAlone), 'list'),
			},
		],
	};
}

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
