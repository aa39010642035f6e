/** Whose card is created and deleted, and by which app. */
export interface Account {
	baseUrl: string;
	appId: string;
	appSecret: string;
	openId: string;
	/** Where Feishu can tell of a click; without it that step is left out. */
	callback?: Callback;
}

export interface Callback {
	/** A port of this computer, to which the app's callback address (回调地址) leads. */
	port: number;
	encryptKey: string;
	verificationToken: string;
	/** How long somebody has to click. */
	waitMs: number;
}

const DEFAULT_BASE_URL = 'https://open.feishu.cn';
const DEFAULT_WAIT_SECONDS = 120;

export const CALLBACK_HELP = `To see what a click on a card's button sends, Feishu must be able to call this computer. Let a public
address lead to a port of it (a tunnel, a reverse proxy), and set these as well:

  FEISHU_CALLBACK_PORT       the port, on which this check listens
  FEISHU_ENCRYPT_KEY         the Encrypt Key, where the app has one (事件与回调 > 加密策略)
  FEISHU_VERIFICATION_TOKEN  the Verification Token of the same page
  FEISHU_CALLBACK_WAIT       optional: seconds to wait for the click, ${DEFAULT_WAIT_SECONDS} unless set

Start the check, then save the public address as the app's callback address (事件与回调 > 回调配置) and
subscribe to card.action.trigger (卡片回传交互). A card with a button appears: click on it.`;

export const HELP = `Checks the node against the real Feishu. It needs a self-built app (企业自建应用) with the permission
im:app_feed_card:write in a published version, and a person within its availability range (可用范围) in
whose message list a card may appear for a moment. Set these variables:

  FEISHU_APP_ID       the App ID (cli_…)
  FEISHU_APP_SECRET   the App Secret
  FEISHU_OPEN_ID      the person's open_id in this app (ou_…)
  FEISHU_BASE_URL     optional: ${DEFAULT_BASE_URL} unless set; for Lark https://open.larksuite.com

and run: npm run live

It creates, updates and deletes two cards without notifying anybody, asks what no document tells, and
prints a report.

${CALLBACK_HELP}`;

type Variables = Record<string, string | undefined>;

/** @returns the account that the variables describe; undefined where one of them is missing */
export function readAccount(variables: Variables): Account | undefined {
	const read = (name: string) => variables[name]?.trim() ?? '';
	const account = {
		baseUrl: read('FEISHU_BASE_URL') || DEFAULT_BASE_URL,
		appId: read('FEISHU_APP_ID'),
		appSecret: read('FEISHU_APP_SECRET'),
		openId: read('FEISHU_OPEN_ID'),
	};
	if (!account.appId || !account.appSecret || !account.openId) return undefined;
	const port = Number(read('FEISHU_CALLBACK_PORT'));
	if (!port) return account;
	return {
		...account,
		callback: {
			port,
			encryptKey: read('FEISHU_ENCRYPT_KEY'),
			verificationToken: read('FEISHU_VERIFICATION_TOKEN'),
			waitMs: (Number(read('FEISHU_CALLBACK_WAIT')) || DEFAULT_WAIT_SECONDS) * 1_000,
		},
	};
}
