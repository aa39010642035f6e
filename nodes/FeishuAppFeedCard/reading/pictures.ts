import { createHash } from 'crypto';
import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { PICTURES_ACCEPTED } from '../../shared/errorCodes';
import { isRecord, kindOf, own } from '../../shared/values';
import type { CardContents, Fault } from '../card/card';
import { AVATAR_IMAGE, CARD_FIELDS } from '../card/fields';
import type { ParsedCard } from './entry';
import { shown, someOf } from './texts';

/** A picture in a binary field of an input item. */
export interface Picture {
	readonly input: number;
	readonly field: string;
}

/**
 * The pictures of a run. A card that names one has a mark in place of the key that Feishu will give for it: of
 * 128 characters, which no Avatar Key may have.
 */
export class Pictures {
	/** Where one of equal pictures is, by the mark of them all. */
	readonly byMark = new Map<string, Picture>();
	/** A digest of each file: of its ID in n8n's store, or else of its bytes as text. */
	private readonly digests = new Map<string, string>();
	/**
	 * By a digest of the file's digest and the name of its field, which messages name. `looked` is the mark of its
	 * bytes, or what is wrong with them, once `look` has read them.
	 */
	private readonly named = new Map<
		string,
		Picture & { file: IBinaryData; looked?: string | Fault }
	>();
	private readonly items: readonly INodeExecutionData[];

	constructor(private readonly context: IExecuteFunctions) {
		this.items = context.getInputData();
	}

	/**
	 * Names the picture in a binary field without reading it; `look` puts the mark of its bytes in place of this
	 * name.
	 *
	 * @returns what is wrong if there is none
	 */
	name(input: number, field: unknown): string | Fault {
		if (typeof field !== 'string') {
			return {
				problem: `is ${kindOf(field)}, not the name of a binary field`,
				advice: 'Give only the name, such as data.',
			};
		}
		const name = field.trim();
		const file = fileIn(this.items[input], name);
		if (file === undefined) return notThere(name, this.items[input]);
		const content = file.id ?? file.data;
		const ofContent = this.digests.get(content) ?? digestOf(content);
		this.digests.set(content, ofContent);
		const digest = digestOf(`${ofContent} ${name}`);
		if (!this.named.has(digest)) this.named.set(digest, { input, field: name, file });
		return digest;
	}

	/** Whether a card names a picture that `look` has to look at. */
	isNamedBy({ contents }: ParsedCard): boolean {
		return this.named.size > 0 && this.named.has(markOf(contents));
	}

	/** The same card with the mark of its picture, or with what is wrong with it; equal bytes have one mark. */
	async look(card: ParsedCard, input: number): Promise<ParsedCard> {
		const { contents, place, problems } = card;
		const named = this.named.get(markOf(contents));
		if (!named || !contents) return card;
		named.looked ??= await this.lookAt(named);
		const { looked } = named;
		if (typeof looked === 'string') return { ...card, contents: withAvatarKey(contents, looked) };
		const field = place === '' ? AVATAR_IMAGE.label : `${place}.${AVATAR_IMAGE.key}`;
		return { ...card, problems: [...problems, { input, field, ...looked }] };
	}

	private async lookAt({
		input,
		field,
		file,
	}: Picture & { file: IBinaryData }): Promise<string | Fault> {
		const { helpers } = this.context;
		try {
			const { id, data } = file;
			const size = id
				? (await helpers.getBinaryMetadata(id)).fileSize
				: Buffer.byteLength(data, 'base64');
			const wrongSize = faultOfSize(size);
			if (wrongSize) return wrongSize;
			const bytes = await helpers.getBinaryDataBuffer(input, field);
			if (!isPicture(bytes)) return noPicture(field);
			const mark = digestOf(bytes);
			if (!this.byMark.has(mark)) this.byMark.set(mark, { input, field });
			return mark;
		} catch (error) {
			return {
				problem: `cannot be read from the binary field ${shown(field)}`,
				advice: `n8n says: ${(error as Error).message}.`,
			};
		}
	}
}

/** The mark of the picture that a card has in place of an Avatar Key, or that key. */
export const markOf = (contents: CardContents | undefined): string =>
	String(contents?.appFeedCard[CARD_FIELDS.avatarKey.key] ?? '');

/** The same contents with this key in place of the mark. */
export const withAvatarKey = (contents: CardContents, key: string): CardContents => ({
	...contents,
	appFeedCard: { ...contents.appFeedCard, [CARD_FIELDS.avatarKey.key]: key },
});

const digestOf = (of: string | Buffer) => createHash('sha512').update(of).digest('hex');

/** With Execution Logic v2 n8n 2 has binary fields among the others of an item. */
function fileIn({ binary = {}, json }: INodeExecutionData, name: string): IBinaryData | undefined {
	const inJson = own(json, name);
	if (Object.hasOwn(binary, name)) return binary[name];
	return isFile(inJson) ? inJson : undefined;
}

const isFile = (value: unknown): value is IBinaryData =>
	isRecord(value) && typeof own(value, 'mimeType') === 'string' && typeof value.data === 'string';

function notThere(name: string, { binary = {}, json }: INodeExecutionData): Fault {
	const inJson = Object.keys(json).filter((key) => isFile(json[key]));
	const names = [...Object.keys(binary), ...inJson];
	return {
		problem: `names the binary field ${shown(name)}, which the item does not have`,
		advice:
			names.length > 0
				? `Its binary fields are: ${someOf(names)}.`
				: 'It has no binary field: put the node that gives the picture, such as HTTP Request, directly before this one.',
	};
}

/** The limit of uploads (使用限制): https://open.feishu.cn/document/server-docs/im-v1/image/create */
const MAX_PICTURE_BYTES = 10 * 1024 * 1024;

function faultOfSize(bytes: number): Fault | undefined {
	if (bytes === 0) return { problem: 'is an empty file', advice: 'Check the node that made it.' };
	if (bytes <= MAX_PICTURE_BYTES) return undefined;
	const kind = 'is too large';
	const megabytes = Math.ceil((bytes / MAX_PICTURE_BYTES) * 100) / 10;
	const problem = `${kind}: it has ${megabytes} MB, and Feishu allows 10`;
	return { problem, kind, advice: 'The Edit Image node can make it smaller.' };
}

/** What the formats on the same page have near their beginning, as latin1 text, and where. */
const FORMATS: Array<Array<[at: number, text: string]>> = [
	[[0, '\x89PNG\r\n\x1a\n']],
	[[0, '\xff\xd8\xff']], // JPEG
	[[0, 'GIF87a']],
	[[0, 'GIF89a']],
	[
		[0, 'RIFF'],
		[8, 'WEBP'],
	],
	// No text is like a BMP in the size of its second header: four bytes for a number far below 256.
	[
		[0, 'BM'],
		[15, '\0\0\0'],
	],
	[[0, '\0\0\x01\0']], // ICO
	[[0, 'II*\0']], // TIFF
	[[0, 'MM\0*']],
	[[4, 'ftyphei']], // HEIC
	[[4, 'ftypmif1']],
];

const isPicture = (bytes: Buffer): boolean =>
	FORMATS.some((marks) =>
		marks.every(([at, text]) => bytes.toString('latin1', at, at + text.length) === text),
	);

function noPicture(field: string): Fault {
	const kind = 'is not a picture that Feishu accepts';
	return {
		problem: `${kind} (binary field ${shown(field)})`,
		kind,
		advice: PICTURES_ACCEPTED,
	};
}
