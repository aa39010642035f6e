/** Advice with an expression or a setting in it: followed to the letter, it leads to a run without that mistake. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/';
const BODY = { biz_id: 'a', user_id: 'ou_1' };
const USERS = [{ text: 'x'.repeat(70), type: 'text' }];

/** What the node says, and what it says then if `parameter` is what it advises. */
async function saidAndThen(item: IDataObject, parameters: INodeParameters, parameter: string) {
	const dry = { options: { dryRun: true }, ...parameters };
	const { error } = await n8n.run([item], { parameters: dry });
	const said = `${error?.message} ${error?.description}`;
	const advised = /\{\{ (?:\{(?!\{)|\}(?!\})|[^{}])*(?:\{[^{}]*\}[^{}]*)*\}\}/.exec(said)?.[0];
	const [name, member] = parameter.split('.');
	const value = `=${advised}`;
	const changed = member
		? { [name]: { ...((dry as IDataObject)[name] as IDataObject), [member]: value } }
		: { [name]: value };
	const again = await n8n.run([item], { parameters: { ...dry, ...changed } as INodeParameters });
	return { said, advised, then: again.error?.message };
}

const create = { operation: 'create', userId: 'ou_1', link: LINK };
const list = { cardSource: 'list' };

test.each<[string, IDataObject, INodeParameters, string]>([
	[
		'a webhook with users',
		{ headers: {}, body: { biz_id: 'a', user_ids: ['ou_1'] } },
		list,
		'cards',
	],
	['an item with users', { biz_id: 'a', user_ids: ['ou_1'] }, list, 'cards'],
	[
		'a name in another spelling',
		{ headers: {}, body: { bizId: 'a', user_id: 'ou_1' } },
		{ userId: 'ou_1' },
		'bizId',
	],
	[
		'an option',
		{ ...BODY, dryRun: '' },
		{ options: { dryRun: '={{ $json.dryRun }}' } },
		'options.dryRun',
	],
	[
		'a date',
		{ due: 'Sun Nov 29 2026 10:00:00 GMT+0800 (China Standard Time)' },
		{ ...create, title: '={{ $json.due }}' },
		'title',
	],
	[
		'an entry of white space',
		{ users: ['ou_1', ' '] },
		{ ...create, userId: '={{ $json.users }}' },
		'userId',
	],
	['several links', { links: [LINK, LINK] }, { ...create, link: '={{ $json.links }}' }, 'link'],
	['a long text of Base', { title: USERS }, { ...create, title: '={{ $json.title }}' }, 'title'],
	['a long text', { title: 'x'.repeat(70) }, { ...create, title: '={{ $json.title }}' }, 'title'],
	['a separator of lines', { id: 'o-1\u2028' }, { ...create, bizId: '={{ $json.id }}' }, 'bizId'],
])('holds for %s', async (_, item, parameters, parameter) => {
	const { said, advised, then } = await saidAndThen(item, parameters, parameter);
	expect([said, advised, then]).toEqual([said, expect.any(String), undefined]);
});
