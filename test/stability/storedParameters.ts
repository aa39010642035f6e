/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import type { WorkflowNode } from '../server/rest';

const PROJECT = join(__dirname, '..', '..');

/** What n8n adds to a node that is used as a tool. */
const TOOL_PARAMETERS = ['descriptionType', 'toolDescription'];

const { n8n } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[] };
};
const DESCRIPTIONS: INodeTypeDescription[] = n8n.nodes.map((file) => {
	const [Node] = Object.values(
		jest.requireActual<Record<string, new () => INodeType>>(join(PROJECT, file)),
	);
	return new Node().description;
});
/** What the panels call their fields. */
export const FIELD_LABELS = DESCRIPTIONS.flatMap(({ properties }) =>
	properties.map(({ displayName }) => displayName),
);

/** What is wrong with the stored parameters of one of this package's nodes, in words. */
export function mistakesIn(node: WorkflowNode): string[] {
	const isTool = node.type.endsWith('Tool');
	const name = node.type.replace(/Tool$/, '').split('.')[1];
	const found = DESCRIPTIONS.find((description) => description.name === name);
	// n8n tells a tool by the last letters of its type's name.
	const description = { ...found, name: isTool ? `${name}Tool` : name } as INodeTypeDescription;
	const foreign = isTool ? TOOL_PARAMETERS : [];

	const { properties } = description;
	// n8n stores no default, and fills them in before it looks what is shown.
	const given = node as unknown as INode;
	const parameters =
		NodeHelpers.getNodeParameters(properties, given.parameters, true, false, given, description) ??
		{};
	const whole = { ...given, parameters };
	const isShown = (property: INodeProperties) =>
		NodeHelpers.displayParameter(whole.parameters, property, whole, description, whole.parameters);
	const issues = NodeHelpers.getNodeParametersIssues(properties, whole, description);
	return [
		...(issues === null ? [] : [JSON.stringify(issues)]),
		...Object.entries(node.parameters)
			.filter(([key]) => !foreign.includes(key))
			.flatMap(([key, value]) => mistakesInValue(properties, key, value, isShown)),
	];
}

function mistakesInValue(
	properties: INodeProperties[],
	name: string,
	value: unknown,
	isShown: (property: INodeProperties) => boolean,
): string[] {
	const candidates = properties.filter((candidate) => candidate.name === name);
	if (candidates.length === 0) return [`there is no parameter ${name}`];
	const property = candidates.find(isShown);
	if (!property) return [`${name} is not shown with these values`];
	const { type, options = [], default: preset } = property;
	const isExpression = typeof value === 'string' && value.startsWith('=');
	const inside = (fields: INodeProperties[], group: unknown) =>
		Object.entries(group as object).flatMap(([inner, entry]) =>
			// Inside a group n8n looks for what a field depends on in the group itself.
			mistakesInValue(fields, inner, entry, (field) =>
				field.displayOptions && type === 'fixedCollection'
					? NodeHelpers.displayParameter(group as INodeParameters, field, null, null)
					: isShown(field),
			),
		);
	switch (type) {
		case 'options':
		case 'multiOptions': {
			const known = (options as INodePropertyOptions[]).map((option) => option.value);
			const wrong = [value].flat().filter((one) => !known.includes(one as string));
			return wrong.map((one) => `${name} has no value ${String(one)}`);
		}
		case 'collection':
			return inside(options as INodeProperties[], value);
		case 'fixedCollection':
			return Object.entries(value as object).flatMap(([group, entries]) => {
				const found = (options as INodePropertyCollection[]).find((one) => one.name === group);
				if (!found) return [`${name} has no ${group}`];
				return [entries].flat().flatMap((entry: unknown) => inside(found.values, entry));
			});
		default:
			return isExpression || typeof value === typeof preset ? [] : [`${name} is no ${type}`];
	}
}
