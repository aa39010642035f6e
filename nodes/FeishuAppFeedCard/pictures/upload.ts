import { randomBytes } from 'crypto';

import { incompleteAnswer, refusalIn, type FeishuError } from '../../shared/feishuError';
import { Memory } from '../../shared/memory';
import { filledText } from '../../shared/values';
import { PERMISSIONS } from '../card/permissions';
import type { Picture } from '../reading/pictures';
import type { PatientClient } from '../sending/patience';

/** https://open.feishu.cn/document/server-docs/im-v1/image/create */
const PATH = '/open-apis/im/v1/images';

/** How many pictures are in memory at the same time, of at most 10 MB each, with their forms. */
const AT_ONCE = 4;

/** The keys that Feishu gave, an hour long: no page says how long they live. */
const remembered = new Memory<string>(60 * 60_000, 10_000);

/**
 * Uploads pictures, unless this app did that before.
 *
 * @param read gives the bytes of a picture
 * @param owner whose keys they are: an app, in a tenant, by a credential
 * @param pictures each once, by their marks
 * @returns the key of each, or why Feishu does not take it
 * @throws FeishuError for what keeps all of them from being uploaded
 */
export async function uploadPictures(
	read: (picture: Picture) => Promise<Buffer>,
	client: PatientClient,
	owner: string,
	pictures: ReadonlyMap<string, Picture>,
): Promise<Map<string, string | FeishuError>> {
	const keys = new Map<string, string | FeishuError>();
	const nameOf = (mark: string) => JSON.stringify([owner, mark]);
	const unknown: Array<[mark: string, picture: Picture]> = [];
	for (const [mark, picture] of pictures) {
		const key = remembered.get(nameOf(mark));
		if (key === undefined) unknown.push([mark, picture]);
		else keys.set(mark, key);
	}
	const uploadNext = async () => {
		const next = unknown.shift();
		if (!next) return;
		const [mark, picture] = next;
		const key = await upload(client, await read(picture));
		if (typeof key === 'string') remembered.set(nameOf(mark), key);
		keys.set(mark, key);
	};
	const work = async () => {
		while (unknown.length > 0) await uploadNext();
	};
	const helpers: Array<Promise<void>> = [];
	const addHelper = () => {
		if (helpers.length === AT_ONCE - 1) return;
		const helper = work();
		// The error is heard once the first is uploaded, or not at all if that fails too.
		helper.catch(() => {});
		helpers.push(helper);
	};
	client.left = { any: () => unknown.length > 0, begin: addHelper };
	// The others wait for the first: it may fetch the token, and meet what is wrong for all.
	await uploadNext();
	for (let count = 1; count < AT_ONCE; count++) addHelper();
	await Promise.all([work(), ...helpers]);
	return keys;
}

async function upload(client: PatientClient, picture: Buffer): Promise<string | FeishuError> {
	try {
		const { image_key: key } = await client.request({
			method: 'POST',
			path: PATH,
			...avatarForm(picture),
			needs: PERMISSIONS.pictures,
		});
		return filledText(key) ?? incompleteAnswer('which key the picture has').asOfThisRequest();
	} catch (error) {
		return refusalIn(error);
	}
}

/** The request as a multipart/form-data body (RFC 7578), byte for byte as Feishu's official SDK writes a file. */
function avatarForm(picture: Buffer) {
	const boundary = `--------------------------${randomBytes(12).toString('hex')}`;
	const part = (name: string, head = '') =>
		`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n`;
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		body: Buffer.concat([
			Buffer.from(`${part('image_type')}avatar\r\n`),
			Buffer.from(part('image', '; filename="image"\r\nContent-Type: application/octet-stream')),
			picture,
			Buffer.from(`\r\n--${boundary}--\r\n`),
		]),
	};
}
