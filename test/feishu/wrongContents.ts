/** What each document forbids in a card: [what, the fields that are wrong]. */
const button = { action_type: 'url_page', text: { text: 'Go' } };

/** So many characters that take two UTF-16 units each. */
export const emojis = (count: number) => '🍜'.repeat(count);

export const wrongContents: Array<[string, object]> = [
	['a link that is not https', { link: { link: 'http://www.feishu.cn/' } }],
	['a link of 701 characters', { link: { link: `https://${'x'.repeat(693)}` } }],
	['a link without its own key', { link: {} }],
	['a link as text', { link: 'https://www.feishu.cn/' }],
	['a long biz_id', { biz_id: 'x'.repeat(201) }],
	['a title of 61 characters', { title: emojis(61) }],
	['a title that is null', { title: null }],
	['a long avatar_key', { avatar_key: 'x'.repeat(101) }],
	['a long preview', { preview: 'x'.repeat(121) }],
	['a status label without type', { status_label: { text: 'x' } }],
	['a status label without text', { status_label: { text: '', type: 'danger' } }],
	['a status label of 21 characters', { status_label: { text: 'x'.repeat(21), type: 'danger' } }],
	['an unknown label type', { status_label: { text: 'x', type: 'blue' } }],
	['three buttons', { buttons: { buttons: [button, button, button] } }],
	['buttons that are a plain list', { buttons: [button] }],
	['a button without text', { buttons: { buttons: [{ action_type: 'webhook' }] } }],
	[
		'a button text of 31',
		{ buttons: { buttons: [{ ...button, text: { text: 'x'.repeat(31) } }] } },
	],
	['a button without action', { buttons: { buttons: [{ text: { text: 'Go' } }] } }],
	['an unknown action', { buttons: { buttons: [{ ...button, action_type: 'call' }] } }],
	['an unknown button type', { buttons: { buttons: [{ ...button, button_type: 'red' }] } }],
	['an action map of numbers', { buttons: { buttons: [{ ...button, action_map: { a: 1 } }] } }],
	[
		'a button URL with http',
		{ buttons: { buttons: [{ ...button, multi_url: { url: 'http://a' } }] } },
	],
	['time_sensitive as text', { time_sensitive: 'true' }],
	['a long sound text', { notify: { custom_sound_text: 'x'.repeat(21) } }],
	['close_notify as text', { notify: { close_notify: 'true' } }],
	['an unknown key', { colour: 'red' }],
	[
		'an AppLink without an app',
		{ link: { link: 'https://applink.feishu.cn/client/web_app/open' } },
	],
	[
		'an AppLink of a wrong app',
		{ link: { link: 'https://applink.feishu.cn/client/mini_program/open?appId=cli_wrong' } },
	],
];

export const rightContents: Array<[string, object]> = [
	['a title of 60 characters', { title: emojis(60) }],
	['the longest preview', { preview: emojis(120) }],
	['the longest link', { link: { link: `https://${'x'.repeat(692)}` } }],
	['empty texts', { title: '', preview: '', avatar_key: '' }],
	['no button at all', { buttons: { buttons: [] } }],
	[
		'two buttons of the longest',
		{
			buttons: {
				buttons: [
					{ action_type: 'webhook', text: { text: emojis(30) }, action_map: {} },
					{ ...button, button_type: 'success', multi_url: { pc_url: 'https://www.feishu.cn/' } },
				],
			},
		},
	],
	[
		'an AppLink',
		{
			link: { link: 'https://applink.feishu.cn/client/web_app/open?appId=1234567890&mode=window' },
		},
	],
];

/** The card in the examples of both documents. */
const url = 'https://www.feishu.cn/';
export const DOCUMENTED_CARD = {
	biz_id: '096e2927-40a6-41a3-9562-314d641d09ae',
	title: '主标题',
	// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not one
	avatar_key: 'v3_0041_007bca9f-67ba-4199-bf00-4031b12cf226',
	preview: '预览信息',
	status_label: { text: '标签文字', type: 'primary' },
	buttons: {
		buttons: [
			{
				multi_url: { url, android_url: url, ios_url: url, pc_url: url },
				action_type: 'url_page',
				text: { text: '文本' },
				button_type: 'default',
				action_map: { foo: 'bar' },
			},
		],
	},
	link: { link: url },
	time_sensitive: false,
	notify: { close_notify: true, custom_sound_text: '您有新的订单', with_custom_sound: true },
};
