import type { Account } from './scenario';

const DEFAULT_BASE_URL = 'https://open.feishu.cn';

export const HELP = `Checks the node against the real Feishu. It needs a self-built app (企业自建应用) with the permission
im:app_feed_card:write in a published version, and a person within its availability range (可用范围) in
whose message list a card may appear for a moment. Set these variables:

  FEISHU_APP_ID       the App ID (cli_…)
  FEISHU_APP_SECRET   the App Secret
  FEISHU_OPEN_ID      the person's open_id in this app (ou_…)
  FEISHU_BASE_URL     optional: ${DEFAULT_BASE_URL} unless set; for Lark https://open.larksuite.com

and run: npm run live

It creates one card, deletes it, sends a few more requests that change nothing, and prints a report.`;

/** @returns the account that the variables describe; undefined where one of them is missing */
export function readAccount(variables: Record<string, string | undefined>): Account | undefined {
	const read = (name: string) => variables[name]?.trim() ?? '';
	const account = {
		baseUrl: read('FEISHU_BASE_URL') || DEFAULT_BASE_URL,
		appId: read('FEISHU_APP_ID'),
		appSecret: read('FEISHU_APP_SECRET'),
		openId: read('FEISHU_OPEN_ID'),
	};
	return account.appId && account.appSecret && account.openId ? account : undefined;
}
