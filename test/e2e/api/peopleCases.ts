/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { DEPARTMENT_SCOPES, USER_ID_SCOPES } from '../../feishu/contactApis';
import { png } from '../../feishu/client';
import { GROUP_SCOPES } from '../../feishu/groupApi';
import { IMAGE_SCOPES } from '../../feishu/imageApi';
import type { Case } from '../report';
import { cardNode, chain, FROM_LIST, webhook } from '../workflows';
import type { Outcome, World } from '../world';

const LINK = 'https://example.com/';
const LI = { openId: 'ou_li', email: 'li@example.com', mobile: '13011112222' };
const WU = { openId: 'ou_wu', email: 'wu@example.com', mobile: '+15551234567' };

function open(world: World): void {
	world.app.bot = true;
	for (const [scope] of [USER_ID_SCOPES, GROUP_SCOPES, DEPARTMENT_SCOPES, IMAGE_SCOPES]) {
		world.app.scopes.add(scope);
	}
	for (const user of [LI, WU]) world.feishu.addUser(user);
}

/** Creates a card for each of these. */
async function createFor(world: World, userIdType: string, names: string[]): Promise<Outcome> {
	const path = `people-${world.app.appId}`;
	const node = cardNode(world.credential, 'create', { ...FROM_LIST, userIdType });
	const workflow = await world.activeWorkflow(chain(path, [webhook(path), node]));
	const list = names.map((user_id, n) => ({ biz_id: `b${n}`, user_id, title: 'T', link: LINK }));
	return await world.call(workflow, { cards: list });
}

/** Creates two cards with pictures that a node of n8n's has made files of. */
async function createWithPictures(world: World, pictures: Buffer[]): Promise<Outcome[]> {
	const path = `pictures-${world.app.appId}`;
	const toFile = {
		name: 'Convert to File',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: { operation: 'toBinary', sourceProperty: 'body.picture', options: {} },
	};
	const node = cardNode(world.credential, 'create', {
		bizId: "={{ $('Webhook').item.json.body.biz_id }}",
		userId: LI.openId,
		link: LINK,
		additionalFields: { avatarBinary: 'data' },
	});
	const workflow = await world.activeWorkflow(chain(path, [webhook(path), toFile, node]));
	const outcomes: Outcome[] = [];
	for (const [n, picture] of pictures.entries()) {
		const body = { biz_id: `picture-${n}`, picture: picture.toString('base64') };
		outcomes.push(await world.call(workflow, body));
	}
	return outcomes;
}

/** People by address, groups, departments, and pictures. */
export const peopleCases: Array<Case<World>> = [
	{
		name: 'people by e-mail address: an unknown one is USER_NOT_FOUND, the others are done',
		async run(world) {
			open(world);
			const names = ['Li@Example.com', 'nobody@example.com', 'mailto:wu@example.com', LI.openId];
			const { done, failed } = await createFor(world, 'email', names);
			assert.deepEqual(done, [
				{ status: 'created', biz_id: 'b0', user_id: LI.openId, email: 'Li@Example.com' },
				{ status: 'created', biz_id: 'b2', user_id: WU.openId, email: 'mailto:wu@example.com' },
				{ status: 'created', biz_id: 'b3', user_id: LI.openId },
			]);
			assert.deepEqual(
				failed.map(({ biz_id, reason, user_id }) => [biz_id, reason, user_id]),
				[['b1', 'USER_NOT_FOUND', 'nobody@example.com']],
			);
			assert.match(String(failed[0].message), /企业邮箱/);
			assert.equal(world.feishu.lookUps.length, 1);
		},
	},
	{
		name: 'a group and a department: everybody in them, each once',
		inCi: 'newest',
		async run(world) {
			open(world);
			const members = Array.from({ length: 120 }, (_, n) => ({ openId: `ou_g${n}` }));
			world.feishu.addGroup({ chatId: 'oc_e2e', members: [{}, ...members] });
			world.feishu.addDepartment({
				openId: 'od-e2e',
				ownId: 'e2e',
				parent: '0',
				members: ['ou_1'],
			});
			world.feishu.addDepartment({
				openId: 'od-below',
				ownId: 'below',
				parent: 'od-e2e',
				members: ['ou_1', 'ou_2'],
			});
			assert.equal((await createFor(world, 'chat_id', ['oc_e2e'])).done.length, 120);
			await world.calm();
			open(world);
			const { done } = await createFor(world, 'department_id', ['od-e2e']);
			assert.deepEqual(done.map(({ user_id }) => user_id).sort(), ['ou_1', 'ou_2']);
		},
	},
	{
		name: 'pictures: from a file that a node of n8n made; equal bytes are uploaded once in two executions',
		async run(world) {
			open(world);
			// Larger than what n8n keeps in memory without a thought.
			const picture = png(64, 64, 'x'.repeat(3_000_000));
			const outcomes = await createWithPictures(world, [picture, picture]);
			for (const [n, { done, execution }] of outcomes.entries()) {
				assert.equal(execution.error, undefined);
				assert.equal(done[0].status, 'created');
				const contents = world.contentsOf({ biz_id: `picture-${n}`, user_id: LI.openId });
				const shown = world.feishu.pictureOf(String(contents?.avatar_key));
				assert.ok(shown?.equals(picture), 'The card shows another picture');
			}
			assert.equal(world.feishu.uploads.length, 1);
		},
	},
];
