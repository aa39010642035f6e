/**
 * What users read follows n8n's guidelines for it:
 * https://docs.n8n.io/integrations/creating-nodes/plan/node-ui-design/
 */
import type { INodeProperties } from 'n8n-workflow';
import ts from 'typescript';

import { FeishuAppApi } from '../../credentials/FeishuAppApi.credentials';
import { FeishuAppFeedCard } from '../../nodes/FeishuAppFeedCard/FeishuAppFeedCard.node';
import { FeishuAppFeedCardConnectionTrigger } from '../../nodes/FeishuAppFeedCardConnectionTrigger/FeishuAppFeedCardConnectionTrigger.node';
import { FeishuAppFeedCardTrigger } from '../../nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node';
import { sourceFiles } from './sources';

/** All texts in the code with more than one word. */
function* textsIn(path: string, source: string): Generator<string> {
	const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node)) found.push(node.text);
		if (ts.isTemplateExpression(node)) {
			const spans = node.templateSpans.map(({ literal }) => literal.text);
			found.push([node.head.text, ...spans].join('…'));
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	for (const text of found) if (/\S\s\S/.test(text)) yield text;
}

const texts = sourceFiles().flatMap(({ path, text }) => [...textsIn(path, text)]);

/** All parameters, those in collections too. */
function* all(properties: readonly INodeProperties[]): Generator<INodeProperties> {
	for (const property of properties) {
		yield property;
		for (const option of property.options ?? []) {
			if ('displayName' in option) {
				yield* all('values' in option ? option.values : [option as INodeProperties]);
			}
		}
	}
}

const parameters = [
	new FeishuAppFeedCard().description,
	new FeishuAppFeedCardTrigger().description,
	new FeishuAppFeedCardConnectionTrigger().description,
	new FeishuAppApi(),
].flatMap(({ name, properties }) =>
	[...all(properties)].map((one): [string, INodeProperties] => [`${name}.${one.name}`, one]),
);

test('texts say what happened, not that there was an error, a problem, a failure or a mistake', () => {
	expect(texts.length).toBeGreaterThan(500);
	expect(texts.filter((text) => /\b(?:error|problem|failure|mistake)s?\b/i.test(text))).toEqual([]);
});

test('placeholders are examples, and say so', () => {
	const isButton = ({ type }: INodeProperties) =>
		type === 'collection' || type === 'fixedCollection';
	const wrong = parameters.filter(([, one]) => {
		const { placeholder } = one;
		return placeholder && !placeholder.startsWith(isButton(one) ? 'Add ' : 'e.g. ');
	});
	expect(wrong.map(([name, { placeholder }]) => `${name}: ${placeholder}`)).toEqual([]);
});

test('what a switch does begins with Whether', () => {
	const switches = parameters.filter(([, { type }]) => type === 'boolean');
	expect(switches.length).toBeGreaterThan(5);
	const wrong = switches.filter(([, { description }]) => !description?.startsWith('Whether '));
	expect(wrong.map(([name]) => name)).toEqual([]);
});

test('descriptions begin with a capital letter and, if they are one sentence, end without a full stop', () => {
	const wrong = parameters.filter(([, { description = 'A' }]) => {
		const isOne = !/\. /.test(description);
		return !/^[^a-z]/.test(description) || description.endsWith('.') === isOne;
	});
	expect(wrong.map(([name, { description }]) => `${name}: ${description}`)).toEqual([]);
});
