import { randomBytes } from 'crypto';

/** A multipart/form-data body (RFC 7578), as Feishu's official SDK writes it. */
export interface Form {
	contentType: string;
	body: Buffer;
}

/** https://open.feishu.cn/document/server-docs/im-v1/image/create */
export function avatarForm(picture: Buffer): Form {
	const boundary = `--------------------------${randomBytes(12).toString('hex')}`;
	const part = (name: string, head = '') =>
		`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n${head}\r\n`;
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		body: Buffer.concat([
			Buffer.from(`${part('image_type')}avatar\r\n`),
			Buffer.from(part('image', 'Content-Type: application/octet-stream\r\n')),
			picture,
			Buffer.from(`\r\n--${boundary}--\r\n`),
		]),
	};
}
