import { randomBytes } from 'node:crypto';

/** 上传图片, 支持上传 JPG、JPEG、PNG、WEBP、GIF、BMP、ICO、TIFF、HEIC 格式的图片. */
type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'ico' | 'tiff' | 'heic';

export function formatOf(bytes: Buffer): Format | undefined {
	const begins = (latin1: string, at = 0) =>
		bytes.subarray(at, at + latin1.length).toString('latin1') === latin1;
	if (begins('\xff\xd8\xff')) return 'jpeg';
	if (begins('\x89PNG\r\n\x1a\n')) return 'png';
	if (begins('RIFF') && begins('WEBP', 8)) return 'webp';
	if (begins('GIF87a') || begins('GIF89a')) return 'gif';
	if (begins('BM')) return 'bmp';
	if (begins('\x00\x00\x01\x00')) return 'ico';
	if (begins('II*\x00') || begins('MM\x00*')) return 'tiff';
	return begins('ftyphei', 4) ? 'heic' : undefined;
}

/** Width and height of a PNG or a GIF; the others pass. */
export function sizeOf(bytes: Buffer): { width: number; height: number } | undefined {
	const format = formatOf(bytes);
	if (format === 'png' && bytes.length >= 24) {
		return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
	}
	if (format === 'gif' && bytes.length >= 10) {
		return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
	}
	return undefined;
}

/** The pictures that were uploaded, by their keys. */
export class PictureBox {
	private readonly pictures = new Map<string, Buffer>();

	add(bytes: Buffer): string {
		const key = `img_v3_${randomBytes(16).toString('hex')}`;
		this.pictures.set(key, bytes);
		return key;
	}

	find(key: string): Buffer | undefined {
		return this.pictures.get(key);
	}
}
