/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Settings } from '../feishu/settings';
import { FeishuStandIn } from '../feishu/standIn';
import { readAccount } from './account';
import { check, type Check } from './check';
import { shapeOf } from './compare';
import { UNKNOWN_OPEN_ID, type Account } from './scenario';

const PERSON = 'ou_84aad35d084aa403a838cf73ee18467a';

/** A stand-in in the part of the real Feishu. */
async function withFeishu<T>(
	settings: Partial<Settings>,
	act: (feishu: FeishuStandIn, account: Account) => Promise<T>,
): Promise<T> {
	const unknownUsers = new Set([UNKNOWN_OPEN_ID]);
	const feishu = await FeishuStandIn.start({ unknownUsers, ...settings });
	try {
		feishu.addApp({ appId: 'cli_live', appSecret: 'secret-of-the-live-app' });
		return await act(feishu, {
			baseUrl: feishu.url,
			appId: 'cli_live',
			appSecret: 'secret-of-the-live-app',
			openId: PERSON,
		});
	} finally {
		await feishu.stop();
	}
}

const onDelete: Settings['failCard'] = (_, __, { method }) =>
	method === 'DELETE' ? 'NO_PERMISSION' : undefined;

const differencesOf = ({ compared }: Check) =>
	compared.flatMap(({ title, differences }) =>
		differences.map(({ what, feishu, standIn }) => `${title}: ${what}: ${feishu} / ${standIn}`),
	);

describe('the check against the real Feishu', () => {
	it('deletes a card and finds it gone, and finds no difference where there is none', async () => {
		await withFeishu({}, async (feishu, account) => {
			const checked = await check(account);
			expect(checked.outcome.failures).toEqual([]);
			expect(checked.outcome.leftBehind).toBe(false);
			expect(differencesOf(checked)).toEqual([]);
			expect(checked.report).toContain('Nowhere.');
			expect(feishu.cardCount).toBe(0);
		});
	});

	it('tells each thing that this Feishu does otherwise than the stand-in', async () => {
		const settings: Partial<Settings> = {
			reasonStyle: 'digit',
			logIdIn: 'none',
			tokenErrorStatus: 401,
			nameIdsInMessage: false,
		};
		await withFeishu(settings, async (_, account) => {
			const checked = await check(account);
			expect(checked.outcome.failures).toEqual([]);
			expect(differencesOf(checked)).toEqual(
				expect.arrayContaining([
					'Create a card: header x-tt-logid: absent / present',
					'Delete it again with the node: spelling of reasons: "2" / "NOT_CREATED"',
					'Delete with a token that does not exist: status: 401 / 400',
					'Delete with an open_id that does not exist: body code: 230001 / 99992351',
				]),
			);
			expect(checked.report).toContain('| spelling of reasons | "2" | "NOT_CREATED" |');
		});
	});

	it('says that the node failed where the card stays', async () => {
		await withFeishu({ failCard: onDelete }, async (_, account) => {
			const { outcome, report } = await check(account);
			expect(outcome.failures).toHaveLength(2);
			expect(outcome.leftBehind).toBe(true);
			expect(report).toMatch(/WRONG: The first deletion should have come out as deleted/);
		});
	});

	it("ends with Feishu's words where the app secret is wrong", async () => {
		await withFeishu({}, async (_, account) => {
			const { outcome } = await check({ ...account, appSecret: 'mistyped' });
			expect(outcome.failures).toEqual([expect.stringContaining('wrong app secret')]);
			expect(outcome.leftBehind).toBe(false);
		});
	});

	it('ends with a clear failure where nobody answers', async () => {
		await withFeishu({}, async (_, account) => {
			const { outcome } = await check({ ...account, baseUrl: 'http://127.0.0.1:1' });
			expect(outcome.failures).toEqual(["There was no token: no answer of Feishu's"]);
		});
	});

	it('puts no secret, token or ID into the report', async () => {
		await withFeishu({ logIdIn: 'both' }, async (feishu, account) => {
			feishu.addApp({ ...account, scopes: [] });
			const { outcome, report } = await check(account);
			// Feishu's message about the missing scope has the app ID in its link.
			expect(outcome.failures[0]).toContain('/app/cli_live/auth');
			expect(report).toContain('/app/<app ID>/auth');
			const secrets = [account.appId, account.appSecret, account.openId, 'n8n-live-'];
			const tokens = feishu.requests.map(({ headers }) => headers.authorization);
			const sent = tokens.flatMap((token) => (token ? [String(token).split(' ')[1]] : []));
			expect(sent.length).toBeGreaterThan(0);
			for (const secret of [...secrets, ...sent]) expect(report).not.toContain(secret);
		});
	});
});

describe('npm run live', () => {
	const run = promisify(execFile);
	const script = join(__dirname, 'live.ts');
	const tsx = join(__dirname, '..', '..', 'node_modules', '.bin', 'tsx');
	const plain = { PATH: process.env.PATH ?? '' };

	it('says what it needs and succeeds where nothing is set', async () => {
		const { stdout } = await run(tsx, [script], { env: plain });
		for (const name of [
			'FEISHU_APP_ID',
			'FEISHU_APP_SECRET',
			'FEISHU_OPEN_ID',
			'FEISHU_BASE_URL',
		]) {
			expect(stdout).toContain(name);
		}
	});

	it('prints the report and succeeds where the node works', async () => {
		await withFeishu({}, async (_, account) => {
			const env = {
				...plain,
				FEISHU_APP_ID: account.appId,
				FEISHU_APP_SECRET: account.appSecret,
				FEISHU_OPEN_ID: account.openId,
				FEISHU_BASE_URL: account.baseUrl,
			};
			const { stdout } = await run(tsx, [script], { env });
			expect(stdout).toContain('# Check against the real Feishu');
			expect(stdout).toContain('0 failed, 0 differences from the stand-in.');
		});
	});

	it('needs an ID, a secret and a person, and takes open.feishu.cn where no host is named', () => {
		const variables = { FEISHU_APP_ID: 'a', FEISHU_APP_SECRET: 'b', FEISHU_OPEN_ID: 'c' };
		expect(readAccount(variables)?.baseUrl).toBe('https://open.feishu.cn');
		expect(readAccount({ ...variables, FEISHU_OPEN_ID: ' ' })).toBeUndefined();
		expect(readAccount({ ...variables, FEISHU_BASE_URL: 'https://open.larksuite.com' })).toEqual({
			appId: 'a',
			appSecret: 'b',
			openId: 'c',
			baseUrl: 'https://open.larksuite.com',
		});
	});
});

describe('the shape of an answer', () => {
	it('is every path in it with its type, lists taken together', () => {
		const answer = { code: 0, data: { failed_cards: [{ reason: '2' }, { user_id: 'ou_1' }] } };
		expect(Object.fromEntries(shapeOf(answer))).toEqual({
			code: 'number',
			data: 'object',
			'data.failed_cards': 'list',
			'data.failed_cards[]': 'object',
			'data.failed_cards[].reason': 'string',
			'data.failed_cards[].user_id': 'string',
		});
	});
});
