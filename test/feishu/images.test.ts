import { openContacts, png, sendPicture, upload } from './client';
import { FeishuStandIn } from './standIn';

let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start();
});
beforeEach(() => {
	feishu.reset();
	openContacts(feishu);
});
afterAll(async () => await feishu.stop());

const FORM = 'multipart/form-data; boundary=b';

const code = async (body: Buffer, contentType = FORM) =>
	(await sendPicture(feishu, body, contentType)).body.code;

test('a picture gets a key, under which its bytes stand', async () => {
	const picture = png(4096, 4096, '--b is no boundary here\0\xff');
	const said = await sendPicture(feishu, upload(picture));
	const { image_key: key } = said.body.data as { image_key: string };
	expect(feishu.pictureOf(key)?.equals(picture)).toBe(true);
});

test.each<[number, string, Buffer]>([
	[234010, 'empty', Buffer.alloc(0)],
	[234011, 'no picture', Buffer.from('<svg/>')],
	[234006, 'above 10 MB', Buffer.concat([png(), Buffer.alloc(10 * 1024 * 1024)])],
	[234039, 'too wide for an avatar', png(4097)],
	[234039, 'a GIF above 2000', Buffer.from('474946383961d107d107', 'hex')],
])('%s: %s', async (wanted, _, picture) => {
	expect(await code(upload(picture))).toBe(wanted);
});

test('a picture for a message may be larger than an avatar', async () => {
	expect(await code(upload(png(12_000), { image_type: 'message' }))).toBe(0);
	expect(await code(upload(png(12_001), { image_type: 'message' }))).toBe(234039);
});

test.each<[string, Buffer, string]>([
	['another image_type', upload(png(), { image_type: 'card' }), FORM],
	['a field missing', upload(png(), {}), FORM],
	['a field too many', upload(png(), { image_type: 'avatar', name: 'x' }), FORM],
	['another boundary', upload(png()), 'multipart/form-data; boundary=c'],
	['no end', upload(png()).subarray(0, -6), FORM],
	['JSON', Buffer.from('{}'), 'application/json; charset=utf-8'],
])('%s is refused with 234001', async (_, body, contentType) => {
	expect(await code(body, contentType)).toBe(234001);
});

test('the bot ability and a permission are needed', async () => {
	feishu.app.bot = false;
	expect(await code(upload(png()))).toBe(234007);
	feishu.app.scopes.delete('im:resource');
	const said = await sendPicture(feishu, upload(png()));
	expect(said.body.code).toBe(99991672);
	expect(said.body.msg).toContain('im:resource:upload');
});

test('a test may have a picture refused', async () => {
	feishu.settings.refusePicture = () => ({ code: 234042, msg: 'Hybrid deployment' });
	expect(await code(upload(png()))).toBe(234042);
});
