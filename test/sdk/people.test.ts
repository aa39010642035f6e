/** What the node sends to look people up, and to upload a picture, is what Feishu's official SDK sends. */
/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setUp } from '../engine/setUp';
import { openContacts, png } from '../feishu/client';
import type { RecordedRequest } from '../feishu/settings';
import { OfficialSdk, onTheWire } from './officialSdk';

// The SDK leaves the charset out of the content type.
const n8n = setUp({ acceptPlainJson: true });
beforeEach(() => openContacts(n8n.feishu));

const run = async (userIdType: string, names: string[]) => {
	n8n.feishu.requests = [];
	const items = names.map((user_id, index) => ({ biz_id: `b${index}`, user_id })) as IDataObject[];
	const parameters: INodeParameters = { userIdType, options: { dryRun: true } };
	const ran = await n8n.run(items, { parameters });
	expect(ran.error).toBeUndefined();
	return n8n.feishu.lookUps;
};

/** A page is asked for without a body: the SDK sends an empty object along. */
const asked = (request: RecordedRequest) => {
	const { method, path, query, authorization } = onTheWire(request);
	return { method, path, query: Object.entries(query).sort(), authorization };
};

test.each([1, 49, 50, 51, 120])(
	'%s addresses take the same requests, byte for byte',
	async (count) => {
		const emails = Array.from({ length: count }, (_, n) => `p${n}+飞书@example.com`);
		const mobiles = Array.from({ length: count }, (_, n) => `+1555${1_000_000 + n}`);
		const byNode = [...(await run('email', emails)), ...(await run('mobile', mobiles))];
		n8n.feishu.requests = [];
		const sdk = new OfficialSdk(n8n.feishu);
		for (let first = 0; first < count; first += 50) {
			await sdk.idsOf({ emails: emails.slice(first, first + 50) });
		}
		for (let first = 0; first < count; first += 50) {
			await sdk.idsOf({ mobiles: mobiles.slice(first, first + 50) });
		}
		expect(byNode.map(onTheWire)).toEqual(n8n.feishu.lookUps.map(onTheWire));
	},
);

test('the pages of a group', async () => {
	const members = Array.from({ length: 250 }, (_, n) => ({ openId: `ou_${n}` }));
	n8n.feishu.addGroup({ chatId: 'oc_1', members });
	const byNode = await run('chat_id', ['oc_1']);
	n8n.feishu.requests = [];
	await new OfficialSdk(n8n.feishu).membersOf('oc_1');
	expect(byNode.map(asked)).toEqual(n8n.feishu.lookUps.map(asked));
	expect(byNode).toHaveLength(3);
});

test('the pages of departments', async () => {
	const members = Array.from({ length: 70 }, (_, n) => `ou_${n}`);
	n8n.feishu.addDepartment({ openId: 'od-a', ownId: 'a', parent: '0', members });
	n8n.feishu.addDepartment({ openId: 'od-b', ownId: 'b', parent: 'od-a', members: ['ou_b'] });
	const byNode = await run('department_id', ['od-a']);
	n8n.feishu.requests = [];
	await new OfficialSdk(n8n.feishu).departmentsOf('od-a');
	const inAnyOrder = (requests: RecordedRequest[]) =>
		requests.map((request) => JSON.stringify(asked(request))).sort();
	expect(inAnyOrder(byNode)).toEqual(inAnyOrder(n8n.feishu.lookUps));
});

test.each([
	['a small picture', png()],
	[
		'one that holds line breaks and every byte',
		Buffer.concat([png(), Buffer.from([...Array(256).keys()])]),
	],
	['a megabyte', Buffer.concat([png(), Buffer.alloc(1024 * 1024, 'Äb\r\n')])],
])('%s takes the same form, byte for byte but for its boundary', async (_, picture) => {
	const binary = { data: { mimeType: 'image/png', data: picture.toString('base64') } };
	const item = { json: { user_id: 'ou_1' }, binary } as unknown as IDataObject;
	const link = 'https://example.com/';
	const ran = await n8n.run([item], {
		parameters: { operation: 'create', link, additionalFields: { avatarBinary: 'data' } },
	});
	expect(ran.error).toBeUndefined();
	const file = join(mkdtempSync(join(tmpdir(), 'picture-')), 'image');
	writeFileSync(file, picture);
	await new OfficialSdk(n8n.feishu).uploadAvatar(createReadStream(file));
	const [byNode, bySdk] = n8n.feishu.uploads.map((request) => {
		const [type, boundary] = String(request.headers['content-type']).split('; boundary=');
		const { method, path, query, authorization } = onTheWire(request);
		const body = request.bytes.toString('latin1').replaceAll(boundary, 'boundary');
		return { method, path, query, authorization, type, length: boundary.length, body };
	});
	expect(byNode).toEqual(bySdk);
});
