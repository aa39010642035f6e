export type Language = 'english' | 'chinese';

/** Of a table: the head, then the rest. */
export type Rows = string[][];

/** The code's own words with names as code. */
export function asWritten(text: string): string {
	return text.replace(/\b(?:[a-z]+:)?[a-z]+(?:_[a-z]*)+(?:[.:][a-z_]+)*/g, '`$&`');
}

/**
 * What the code says, in Chinese.
 *
 * @throws Error where it says something new
 */
export function chinese<Words>(words: Record<string, Words>, of: string): Words {
	if (!Object.hasOwn(words, of)) throw new Error(`test/docs/words.ts has no Chinese for: ${of}`);
	return words[of];
}

/** By what the node says: in short, and what to do. */
export const CODE_WORDS: Record<string, [says: string, advice: string]> = {
	'The App Secret does not belong to this App ID': [
		'App Secret 不对',
		'到**凭证与基础信息**重新复制 App ID 和 App Secret。',
	],
	'Feishu does not know this app': [
		'应用不存在',
		'检查 App ID（`cli_…`）和 Platform：飞书的应用在 Lark 里不存在，反过来也一样。',
	],
	'Feishu gave no app access token: the App Ticket is wrong or out of date': [
		'App Ticket 错误或过期',
		'飞书每小时推送一个新的 App Ticket。把最新的填到凭证里，或者请飞书重新推送。',
	],
	'Feishu gave no tenant access token': [
		'没有拿到 tenant_access_token',
		'检查凭证里的 App ID、App Secret、App Ticket 和 Tenant Key。',
	],
	'Feishu does not know this Tenant Key': [
		'Tenant Key 不对',
		'检查凭证里的 Tenant Key，也就是安装应用的企业。',
	],
	'Feishu does not accept the App Secret, or the app is disabled': [
		'App Secret 不对，或应用已停用',
		'飞书的消息会说明是哪一种，按对应的行处理。',
	],
	'The app is disabled or not installed for this tenant': [
		'应用已停用或未安装',
		'请管理员在**管理后台 > 工作台 > 应用管理**里启用，并确认已经发布版本。',
	],
	'The app lacks a permission (权限)': [
		'缺少权限',
		'点飞书消息里的链接开通权限，消息流卡片需要 `im:app_feed_card:write`（创建、更新、删除应用消息流卡片）。然后在**版本管理与发布**里发布新版本。',
	],
	"This month's quota of API calls is used up": [
		'本月调用次数用完',
		'请管理员升级套餐，或等到下个月。',
	],
	"This n8n's IP address is not on the app's IP allowlist (IP 白名单)": [
		'不在 IP 白名单内',
		'把飞书消息里的 IP 加到**安全设置 > IP 白名单**。',
	],
	'This address does not offer the feed card API': [
		'地址不对',
		'检查凭证里的 Platform 和 Base URL。',
	],
	'This API does not accept the kind of token that was used': [
		'token 类型不对',
		'填 tenant_access_token（`t-…`）。',
	],
	'The app has no bot (机器人)': [
		'应用没有机器人能力',
		'读取群成员和上传图片需要它：在开发者后台**添加应用能力 > 机器人**，再在**版本管理与发布**里发布新版本。',
	],
	"The tenant's encryption key was deleted": ['企业的加密密钥已删除', '请联系企业管理员。'],
	"The tenant's storage does not accept the picture": [
		'企业的存储不接受这张图片',
		'请联系企业管理员。',
	],
	'Feishu does not accept the access token': [
		'token 无效',
		'token 已过期，或属于另一个平台。打开凭证，检查 Platform 和 App ID，再保存一次，n8n 会重新测试。',
	],
	'Feishu allows no more requests for the moment': [
		'请求过于频繁',
		'有其他工作流或程序在用同一应用。调低 Requests per Second，或稍后再试。',
	],
	'Something went wrong inside Feishu': [
		'飞书内部错误',
		'稍后再试。如果持续出现，把 Log ID 提供给飞书技术支持。',
	],
	'Feishu does not know this user ID': [
		'用户 ID 不存在',
		'检查用户 ID，并确认 User ID Type 与它一致：`open_id` 以 `ou_` 开头，`union_id` 以 `on_` 开头，`user_id` 是企业内的用户 ID。',
	],
	'This open_id belongs to another app': [
		'open_id 属于别的应用',
		'同一个人在每个应用里的 `open_id` 都不同。用当前应用下的 `open_id`，或改用 `union_id`。',
	],
	'This user belongs to another tenant (企业)': [
		'用户属于别的企业',
		'使用该用户所在企业的应用的凭证。',
	],
	'Feishu does not accept a value in this request': [
		'字段值不合要求',
		'飞书的消息会写明是哪个字段。检查业务 ID、用户 ID 和 User ID Type。',
	],
	'Feishu does not know this group': ['群不存在', '检查群 ID：以 `oc_` 开头，在群设置的最下方。'],
	'This group has been dissolved (解散)': [
		'群已解散',
		'检查群 ID：以 `oc_` 开头，在群设置的最下方。',
	],
	'This group belongs to another tenant (企业)': [
		'群属于别的企业',
		'使用该群所在企业的应用的凭证。',
	],
	"The app's bot is not in this group": [
		'机器人不在群里',
		'在飞书里把机器人加入该群：群设置 > 群机器人 > 添加机器人。',
	],
	'Feishu does not let apps read the members of an external group (外部群)': [
		'不能读取外部群的成员',
		'改用邮箱、手机号或 ID 指定人员。',
	],
	'The app may not see this department, or there is none with this ID': [
		'看不到这个部门，或部门不存在',
		'在开发者后台的**权限管理 > 数据权限**里，把该部门加入应用的通讯录权限范围，再发布新版本。全公司（`0`）需要“全部成员”。',
	],
	'Feishu does not list a department as large as this one': [
		'部门太大，飞书不予列出',
		'改为指定其下较小的部门。',
	],
	'The picture is larger than 10 MB': [
		'图片超过 10 MB',
		'换一张更小的图片，例如用 Edit Image 节点缩小。',
	],
	'The picture is empty': ['图片是空的', '检查产生图片的节点。'],
	'Feishu does not recognize this as a picture': [
		'不是飞书支持的图片',
		'飞书支持 PNG、JPEG、WEBP、GIF、BMP、ICO、TIFF 和 HEIC。',
	],
	'The picture has too many pixels': [
		'图片的像素太多',
		'头像不超过 4096 x 4096，GIF 不超过 2000 x 2000，可以用 Edit Image 节点缩小。',
	],
};

/** By the name of a parameter, with what it is inside of before it; of a choice, with its value behind it. */
export const FIELD_WORDS: Record<string, string> = {
	title: '卡片的第一行（主标题），最长 60 个字符，最多展示一行',
	preview: '标题下面的预览信息，最长 120 个字符，最多展示一行',
	link: '点击卡片后打开的地址（跳转链接）：以 `https://` 开头的网页，或网页应用、小程序的 AppLink',
	avatarBinary:
		'卡片上的头像：输入项中存放图片的二进制字段名，PNG、JPEG、WEBP 或 GIF，不超过 10 MB。节点负责上传，使用同一图片的卡片只上传一次。',
	avatarKey: '卡片上的头像：调用飞书的上传图片接口，图片类型选 `avatar`，得到的 `image_key`',
	buttons: '卡片上的交互按钮，最多两个，按此顺序排列。Update 会替换卡片上的全部按钮。',
	statusLabel: '卡片上的彩色小标签（状态标签），显示在原来展示到达时间的位置',
	timeSensitive: '卡片是否在消息列表临时置顶（即时提醒）',
	closeNotify: '卡片到达时是否不通知用户（是否关闭通知）',
	customSoundText:
		'通知到达时手机朗读的文字（自定义语音播报），最长 20 个字符。Update 时只有同时添加 Notify 才有效。',
	refreshTime: '卡片上的时间是否改为当前时间（展示时间更新到当前）',
	moveToTop: '卡片是否像新的一样排到消息列表前面（排序时间更新到当前）',
	notify: '是否把这次更新通知用户（进行通知）',
	removeButtons: '是否删除卡片上的全部按钮',
	'buttons.text': '按钮文字，1 到 30 个字符',
	'buttons.action': '点击后做什么。',
	'buttons.action.url_page': '为点击的人打开一个页面',
	'buttons.action.webhook': '飞书把点击发给 n8n（回调），由本包的触发器接收',
	'buttons.style': '按钮的样式。',
	'buttons.style.default': '普通按钮（默认）',
	'buttons.style.primary': '主要按钮（主要）',
	'buttons.style.success': '表示肯定的操作（成功）',
	'buttons.url': '要打开的页面，以 `https://` 开头。不填时点击没有效果。',
	'buttons.androidUrl': '在 Android 手机上打开的页面，与 URL 不同时才填',
	'buttons.iosUrl': '在 iPhone 和 iPad 上打开的页面，与 URL 不同时才填',
	'buttons.pcUrl': '在电脑上打开的页面，与 URL 不同时才填',
	'buttons.values':
		'按钮携带的内容（`action_map`），回调时一并发来；卡片的业务 ID 会以 `biz_id` 发来。',
	'values.key': '例如 decision',
	'values.value': '例如 approved',
	'statusLabel.text': '标签文字，1 到 20 个字符',
	'statusLabel.type': '标签的颜色。',
	'statusLabel.type.danger': '警示（危险）',
	'statusLabel.type.primary': '一般（主类型）',
	'statusLabel.type.secondary': '不太重要（次要类型）',
	'statusLabel.type.success': '好消息（成功类型）',
};

/** By Feishu's name of a field, or the name of what an update does. */
export const NUMBER_WORDS: Record<string, string> = {
	title: '标题',
	avatar_key: '头像 key',
	preview: '预览',
	status_label: '状态标签',
	buttons: '按钮',
	link: '跳转链接',
	time_sensitive: '即时提醒状态',
	refreshTime: '展示时间更新到当前',
	moveToTop: '排序时间更新到当前',
	notify: '进行通知',
};
