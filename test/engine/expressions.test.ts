/** Expressions evaluated together: the same values as n8n's own, in far fewer evaluations. */
import fc from 'fast-check';
import {
	Expression,
	type IDataObject,
	type IExecuteFunctions,
	type INodeParameters,
} from 'n8n-workflow';

import { ParameterValues, type Value } from '../../nodes/FeishuAppFeedCard/reading/expressions';
import { clock, FeishuAppFeedCard } from './built';
import { cardItems, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/1';

/** Pieces of expressions that people write; some fail, some find nothing. */
const CODE = [
	'$json.biz_id',
	'$json.nothing',
	'$json.nothing?.deep ?? "none"',
	'$json.nothing.deep',
	'$json["a b"]',
	"$json['list'][0].name",
	'$json',
	'$json.list',
	'$json.list[9]',
	'$json.list.length',
	'$json.text.length',
	'$json.text.x',
	'$json.on.x.y',
	'$json.constructor',
	'$json.toString',
	'$json.list.map',
	'$jsonx',
	'$json .biz_id',
	'$json.list.map((one) => one.name).join(", ")',
	'$json.list[0].name.toUpperCase()',
	'$json.text.split("}").length',
	'`${$json.biz_id}!`',
	'$json.on ? "yes" : "no"',
	'$json.on && { a: 1 }',
	'$itemIndex',
	'$("Start").item.json.biz_id',
	'$input.item.json.biz_id',
	'$("Nowhere").item.json.biz_id',
	'$now.year',
	'DateTime.fromMillis(0, { zone: "utc" }).toISODate()',
	'$json.text.toTitleCase()',
	'$json.biz_id.trim',
	'$json.biz_id.replace(/-/g, "/") // a comment',
	'(() => { throw new Error("a trap") })()',
	'JSON.parse("{")',
	'nobodyKnowsThis',
	'$json.',
	'',
	'undefined',
	'null',
	'[1, "a", null]',
	'$runIndex',
	'$workflow.id',
	'$vars.nothing',
	'$jmespath($json, "list[].name")',
	'$("Start").first().json.biz_id + $json.biz_id',
	"$('Start').last().json",
	'$("Nowhere").first().json',
	"$('Start').item.json.biz_id + $json.biz_id",
	'$("Start").item.json.list[0].name.trim()',
	'$("Start").item',
	'$("Start").items',
	'$json.nothing + 1',
	"'it is ' + $('Start').item.json.biz_id",
	'"it\'s " + $("Start").item.json.biz_id',
	'`${$("Start").item.json.biz_id}`',
	'$("Start").item.json.biz_id.replace(/\'/g, "") + $("Start").item.json.biz_id',
	`/'/.test("") + '$("Start").item'`,
	'[7].map((start) => start + $("Start").item.json.biz_id)',
	'$json.number',
	'$("Start").item.json.biz_id + $("Start").first().json.biz_id',
	'[1, 2].map((n) => n + $("Start").item.json.biz_id)',
	'\'$("Start").item\'',
	'$vars.nothing ?? $execution.mode',
	'this.biz_id',
	'a = 1, a',
	'{ "a": 1 }.a',
];

const braces = fc.constantFrom(...CODE).map((code) => `{{ ${code} }}`);
const text = fc.constantFrom(
	'',
	' ',
	'order ',
	'"',
	"it's",
	'\\',
	'\n',
	'}',
	'{',
	'`',
	'${1}',
	'…',
);
const expression = fc.oneof(
	{ weight: 3, arbitrary: braces.map((one) => `=${one}`) },
	{
		weight: 2,
		arbitrary: fc
			.array(fc.oneof(braces, text), { minLength: 1, maxLength: 4 })
			.map((parts) => `=${parts.join('')}`),
	},
	{ weight: 1, arbitrary: fc.constantFrom('plain', '', '={{', '=}}', '={{ 1 }} }}', '=\\{{ 1 }}') },
);

const ITEMS: IDataObject[] = [
	{
		...cardItems(1)[0],
		text: 'some}text',
		on: true,
		list: [{ name: 'li' }, { name: 'han' }],
		number: NaN,
	},
	{ ...cardItems(1)[0], biz_id: 'b-1', 'a b': 7, on: false, text: null, list: 'none' },
	{},
];

/** What n8n itself gives for each of these parameters and items, or its words; and what the node reads. */
async function compared(parameters: INodeParameters): Promise<[own: unknown[], read: unknown[]]> {
	const [own, read]: [unknown[], unknown[]] = [[], []];
	jest.spyOn(FeishuAppFeedCard.prototype, 'execute').mockImplementation(async function (
		this: IExecuteFunctions,
	) {
		const names = Object.keys(parameters);
		const values = new ParameterValues(this, this.getNode().parameters, names);
		for (const index of this.getInputData().keys()) {
			for (const name of names) {
				own.push(ofN8n(this, name, index));
				read.push(values.get(name, index));
			}
		}
		return await Promise.resolve([[], []]);
	});
	const ran = await n8n.run(ITEMS, { parameters: { operation: 'create', ...parameters } });
	expect(ran.error).toBeUndefined();
	return [own, read];
}

function ofN8n(context: IExecuteFunctions, name: string, index: number): Value {
	try {
		return { failed: false, value: context.getNodeParameter(name, index) };
	} catch (error) {
		return { failed: true, words: (error as Error).message };
	}
}

afterEach(() => jest.restoreAllMocks());

/** n8n does not begin a run that lacks one of these. */
const required = expression.filter((one) => one !== '');

const panel = fc.record({
	bizId: expression,
	userId: required,
	title: expression,
	link: required,
	additionalFields: fc.record(
		{
			avatarKey: expression,
			customSoundText: expression,
			buttons: fc.record({
				button: fc.array(
					fc.record({
						text: expression,
						url: expression,
						values: fc.record({
							pair: fc.array(fc.record({ key: expression, value: expression }), {
								minLength: 1,
								maxLength: 2,
							}),
						}),
					}),
					{ minLength: 1, maxLength: 2 },
				),
			}),
		},
		{ requiredKeys: [] },
	),
});

test('generated parameters have the values that n8n itself gives, failing and invalid ones too', async () => {
	await fc.assert(
		fc.asyncProperty(panel, async (parameters) => {
			const [own, read] = await compared(parameters as unknown as INodeParameters);
			expect(own.length).toBe(ITEMS.length * Object.keys(parameters).length);
			expect(read).toEqual(own);
		}),
		{ numRuns: 60 },
	);
});

test.each(CODE)(
	'alone in a field, in text and beside other fields, {{ %s }} has its value',
	async (code) => {
		const [own, read] = await compared({
			bizId: `={{ ${code} }}`,
			title: `=a {{ ${code} }} b {{ $json.biz_id }}`,
			link: '={{ $json.text }}',
		});
		expect(read).toEqual(own);
	},
);

test.each(['C:\\\\cards\\', '\\\\"', 'a\\"b\\n'])(
	'text with backslashes before braces has the value that n8n gives it: %s',
	async (text) => {
		const [own, read] = await compared({
			bizId: `=${text} {{ $json.biz_id }}`,
			title: `={{ $json.biz_id }}${text} {{ $json.biz_id.trim() }} ${text}`,
			link: LINK,
		});
		expect(read).toEqual(own);
	},
);

describe('the number of evaluations', () => {
	/** How often n8n evaluated an expression while the node read these items, beside n8n's own reading. */
	async function evaluations(
		given: number | IDataObject[],
		parameters: INodeParameters,
	): Promise<number> {
		const items = typeof given === 'number' ? cardItems(given) : given;
		let counted = 0;
		jest.spyOn(FeishuAppFeedCard.prototype, 'execute').mockImplementation(async function (
			this: IExecuteFunctions,
		) {
			const names = Object.keys(parameters);
			const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
			const values = new ParameterValues(this, this.getNode().parameters, names);
			for (let index = 0; index < items.length; index++)
				names.map((name) => values.get(name, index));
			counted = evaluate.mock.calls.length;
			evaluate.mockRestore();
			// Nothing stays in the data of the execution.
			expect(this.getContext('node')).toEqual({});
			return await Promise.resolve([[], []]);
		});
		const ran = await n8n.run(items, {
			parameters: { operation: 'create', ...parameters },
		});
		expect(ran.error).toBeUndefined();
		return counted;
	}

	test('is none for values that are fixed', async () => {
		expect(await evaluations(500, { userId: 'ou_1', link: LINK, title: 'T' })).toBe(0);
	});

	test('is none for paths of $json, also within text', async () => {
		const parameters = {
			bizId: "=order-{{ $json['biz_id'] }}",
			userId: '={{ $json.user_id }}',
			title: '={{ $json.nothing.deep }}',
			link: LINK,
		};
		expect(await evaluations(500, parameters)).toBe(0);
	});

	test('is one for a hundred items if the expressions reach nothing but $json', async () => {
		const parameters = {
			bizId: '={{ $json.biz_id.trim() }}',
			userId: '={{ $json.user_id }}',
			link: LINK,
		};
		expect(await evaluations(500, parameters)).toBe(5);
		expect(await evaluations(501, parameters)).toBe(6);
		const title = '={{ $json.biz_id + $("Start").first().json.biz_id }}';
		expect(await evaluations(500, { ...parameters, title })).toBe(5);
	});

	test('is one for a hundred items if they reach the items of another node too', async () => {
		const title = '={{ $("Start").item.json.biz_id }}';
		expect(
			await evaluations(500, { bizId: '={{ $json.biz_id }}', userId: 'ou_1', link: LINK, title }),
		).toBe(5);
	});

	test('is one for a hundred items if one of them finds nothing', async () => {
		const title = '={{ $json.nothing.deep.trim() }}';
		expect(
			await evaluations(500, { bizId: '={{ $json.biz_id }}', userId: 'ou_1', link: LINK, title }),
		).toBe(5);
	});

	test('is one for a hundred items whatever signs stand in strings', async () => {
		for (const code of [
			"'https://example.com/?a=1&id--=' + $json.biz_id",
			'$json.biz_id.length >= 3 && $json.biz_id !== "x.pop()" ? 1 : 2',
			'`https://example.com/?id=${$json.biz_id}`',
			'$json.biz_id.split("-").map((part) => part.trim())[0]',
		]) {
			const parameters = { bizId: '={{ $json.biz_id }}', userId: 'ou_1', link: LINK };
			expect(await evaluations(500, { ...parameters, title: `={{ ${code} }}` })).toBe(5);
		}
	});

	test('is one for each item of some megabytes', async () => {
		const items = cardItems(4).map((card, n) => ({ ...card, body: 'x'.repeat(n < 2 ? 9 : 3e6) }));
		const title = '={{ $json.body.slice(0, 9) }}';
		expect(
			await evaluations(items, { bizId: '={{ $json.biz_id }}', userId: 'ou_1', link: LINK, title }),
		).toBe(2);
	});

	// n8n 2 gives each expression data of its own; what runs here lets all of them change the same.
	test.each([
		'$json.biz_id.split("-").pop()',
		'[$json.biz_id].sort((a, b) => a - b)[0]',
		'($json.title = "x")',
		'$json["title"] += "x"',
		'$json.count++',
		'delete $json.title',
		'Object.assign($json, { title: "x" }).title',
		"`it's ${[$json.biz_id].pop()} — that's all`",
		'$json.biz_id.replace(/"/g, "") + [$json.biz_id].sort().join(", ")',
		'[$json.biz_id]["pop"]()',
		'[$json.biz_id] . pop()',
		'($json.count <<= 1)',
		'Reflect.deleteProperty($json, "title")',
	])('is one more for each item where a field changes its data: {{ %s }}', async (code) => {
		const parameters = {
			bizId: '={{ $json.biz_id.trim() }}',
			userId: '={{ $json.user_id }}',
			title: `={{ ${code} }}`,
			link: LINK,
		};
		expect(await evaluations(50, parameters)).toBe(51);
	});

	test('is one for each item if one of them reaches more', async () => {
		const parameters = {
			bizId: '={{ $json.biz_id }}',
			userId: '={{ $input.item.json.user_id }}',
			link: LINK,
		};
		expect(await evaluations(50, parameters)).toBe(50);
	});
});

describe('reading many items', () => {
	test('lets other work of the process in', async () => {
		const { elapsed, sleep } = clock;
		let [now, pauses] = [0, 0];
		clock.elapsed = () => now++;
		clock.sleep = async () => {
			pauses++;
			await Promise.resolve();
		};
		const ran = await n8n.run(cardItems(1_000), { parameters: { options: { dryRun: true } } });
		Object.assign(clock, { elapsed, sleep });
		expect(ran.error).toBeUndefined();
		// Each item asks twice whether its turn is over, and a turn is 25 of these steps.
		expect(pauses).toBeGreaterThan(1_000 / 25);
	});

	test('ends when the execution is stopped, before any request', async () => {
		let now = 0;
		let read = 0;
		const { sleep } = clock;
		clock.elapsed = () => (now += 30);
		const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
		const execution = n8n.engine.begin({
			items: cardItems(5_000),
			parameters: { userId: '={{ $input.item.json.user_id }}' },
		});
		clock.sleep = async (ms, signal) => {
			if (++read === 100) execution.cancel();
			await sleep(ms, signal);
		};
		await execution.catch(() => undefined);
		expect(read).toBe(100);
		expect(evaluate.mock.calls.length).toBeLessThan(1_000);
		expect(n8n.feishu.requests).toEqual([]);
	});
});
