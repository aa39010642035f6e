import type { Violation } from './answers';

/** What a JSON value must look like: its type, its length, its keys. */
export type Shape = { optional?: boolean } & (
	| { is: 'text'; min: number; max: number; https?: boolean; options?: string[] }
	| { is: 'boolean' }
	| { is: 'textMap' }
	| { is: 'list'; min: number; max: number; of: Shape }
	| { is: 'object'; keys: Record<string, Shape> }
);

export const text = (min: number, max = Infinity): Shape => ({ is: 'text', min, max });
export const httpsUrl = (max: number): Shape => ({ is: 'text', min: 1, max, https: true });
export const oneOf = (...options: string[]): Shape => ({
	is: 'text',
	min: 1,
	max: Infinity,
	options,
});
export const boolean: Shape = { is: 'boolean' };
export const textMap: Shape = { is: 'textMap' };
export const list = (min: number, max: number, of: Shape): Shape => ({ is: 'list', min, max, of });
export const object = (keys: Record<string, Shape>): Shape => ({ is: 'object', keys });
export const optional = (shape: Shape): Shape => ({ ...shape, optional: true });

/** Everything that is wrong with a value. `field` is its path, in Feishu's style: `a.b[*].c`. */
export function violations(value: unknown, shape: Shape, field = ''): Violation[] {
	if (value === undefined) {
		return shape.optional ? [] : [{ field, description: `${field} is required` }];
	}
	const wrong = (description: string): Violation[] => [
		{ field, description, value: typeof value === 'string' ? value : JSON.stringify(value) },
	];
	switch (shape.is) {
		case 'boolean':
			return typeof value === 'boolean' ? [] : wrong('must be a boolean');
		case 'text':
			if (typeof value !== 'string') return wrong('must be a string');
			if (shape.options && !shape.options.includes(value)) {
				return wrong(`options: [${shape.options.join(',')}]`);
			}
			if (shape.https && !value.startsWith('https://')) return wrong('must be an https URL');
			// In which unit Feishu counts is not documented: an emoji is one character to people.
			return lengthViolation([...value].length, shape).flatMap(wrong);
		case 'list':
			if (!Array.isArray(value)) return wrong('must be an array');
			return [
				...lengthViolation(value.length, shape).flatMap(wrong),
				...value.flatMap((item: unknown) => violations(item ?? null, shape.of, `${field}[*]`)),
			];
		case 'textMap':
			if (!isObject(value)) return wrong('must be an object');
			return Object.values(value).every((item) => typeof item === 'string')
				? []
				: wrong('must hold strings');
		case 'object': {
			if (!isObject(value)) return wrong('must be an object');
			const path = (key: string) => (field ? `${field}.${key}` : key);
			return [
				...Object.keys(value)
					.filter((key) => !Object.hasOwn(shape.keys, key))
					.map((key) => ({ field: path(key), description: `${path(key)} is unknown` })),
				...Object.entries(shape.keys).flatMap(([key, inner]) =>
					violations(value[key], inner, path(key)),
				),
			];
		}
	}
}

function lengthViolation(length: number, { min, max }: { min: number; max: number }): string[] {
	if (length < min) return [`the min len is ${min}`];
	return length > max ? [`the max len is ${max}`] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
