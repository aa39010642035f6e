import { refusal, success } from './answers';
import { documents } from './documents';
import { partsOf, type Part } from './multipart';
import { formatOf, sizeOf } from './pictures';
import * as rule from './rules';
import type { Api, Call, Rule } from './rules';

const document = documents.uploadImage;

/** 权限要求 of 上传图片 */
export const IMAGE_SCOPES = ['im:resource', 'im:resource:upload'];

const TEN_MB = 10 * 1024 * 1024;

const partsIn = ({ request }: Call): Part[] =>
	partsOf(String(request.headers['content-type'] ?? ''), request.bytes) ?? [];
const partOf = (call: Call, name: string) => partsIn(call).find((part) => part.name === name);
const picture = (call: Call): Buffer => partOf(call, 'image')?.bytes ?? Buffer.alloc(0);

const INVALID = refusal(234001, 'Invalid request param.');

const isAForm: Rule = {
	name: 'the body is multipart/form-data with image_type and image, and nothing else (234001)',
	document,
	check(call) {
		const names = partsIn(call).map(({ name }) => name);
		return names.sort().join() === 'image,image_type' ? undefined : INVALID;
	},
};

const isAFile: Rule = {
	name: 'the picture has a file name, as in the page’s example (234001)',
	document,
	check: (call) => (partOf(call, 'image')?.filename ? undefined : INVALID),
};

const hasAnImageType: Rule = {
	name: 'image_type is message or avatar (234001)',
	document,
	check(call) {
		const type = partOf(call, 'image_type')?.bytes.toString();
		return type === 'message' || type === 'avatar' ? undefined : INVALID;
	},
};

const appIsABot: Rule = {
	name: 'the app has the bot ability (234007)',
	document,
	check: (call) =>
		rule.appOf(call).bot ? undefined : refusal(234007, 'App does not enable bot feature.'),
};

const isNotEmpty: Rule = {
	name: 'the picture has at least one byte (234010)',
	document,
	check: (call) =>
		picture(call).length > 0 ? undefined : refusal(234010, "File's size can't be 0."),
};

const isNotTooLarge: Rule = {
	name: 'the picture has 10 MB at most (234006)',
	document,
	check: (call) =>
		picture(call).length <= TEN_MB
			? undefined
			: refusal(234006, 'The file size exceed the max value.'),
};

const isAPicture: Rule = {
	name: 'the picture is of a format on the list (234011)',
	document,
	check: (call) =>
		formatOf(picture(call)) ? undefined : refusal(234011, "Can't regonnize the image format."),
};

const hasAGoodSize: Rule = {
	name: 'a GIF has 2000 x 2000 at most, another picture 12000 x 12000, an avatar 4096 x 4096 (234039)',
	document,
	check(call) {
		const bytes = picture(call);
		const { width = 0, height = 0 } = sizeOf(bytes) ?? {};
		const avatar = partOf(call, 'image_type')?.bytes.toString() === 'avatar';
		const limit = Math.min(formatOf(bytes) === 'gif' ? 2000 : 12000, avatar ? 4096 : Infinity);
		return width > limit || height > limit
			? refusal(234039, 'Image resolution exceeds limit.')
			: undefined;
	},
};

const isTaken: Rule = {
	name: 'nothing else is wrong with the picture (a setting)',
	document,
	check(call) {
		const complaint = call.state.settings.refusePicture?.(picture(call));
		return complaint && refusal(complaint.code, complaint.msg);
	},
};

/** https://open.feishu.cn/document/server-docs/im-v1/image/create */
export const uploadImage: Api = {
	method: 'POST',
	path: '/open-apis/im/v1/images',
	rules: [
		...rule.lookUpRules(document, IMAGE_SCOPES),
		isAForm,
		isAFile,
		hasAnImageType,
		appIsABot,
		isNotEmpty,
		isNotTooLarge,
		isAPicture,
		hasAGoodSize,
		isTaken,
	],
	act: (call) => success({ image_key: call.state.pictures.add(picture(call)) }),
};
