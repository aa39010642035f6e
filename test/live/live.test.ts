/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Settings } from '../feishu/settings';
import { readAccount } from './account';
import { check, type Check } from './check';
import { withFeishu } from './withFeishu';

const onDelete: Settings['failCard'] = (_, __, { method }) =>
	method === 'DELETE' ? 'NO_PERMISSION' : undefined;

const differencesOf = ({ compared }: Check) =>
	compared.flatMap(({ title, differences }) =>
		differences.map(({ what, feishu, standIn }) => `${title}: ${what}: ${feishu} / ${standIn}`),
	);

describe('the check against the real Feishu', () => {
	it('creates, updates and deletes cards, and finds no difference where there is none', async () => {
		await withFeishu({}, async (feishu, account) => {
			const checked = await check(account);
			expect(checked.outcome.failures).toEqual([]);
			expect(checked.outcome.leftBehind).toBe(false);
			expect(differencesOf(checked)).toEqual([]);
			expect(checked.report).toContain('Nowhere.');
			expect(feishu.cardCount).toBe(0);
			expect(feishu.createRequests.length).toBeGreaterThan(2);
			expect(feishu.updateRequests.length).toBeGreaterThan(2);
			expect(feishu.notifications).toEqual([]);
		});
	});

	const REFUSED = { code: 230001, msg: 'param is invalid' };
	it.each<[string, string, Partial<Settings>]>([
		['How an answer says that no card failed', 'failed_cards is left out', {}],
		[
			'How an answer says that no card failed',
			'failed_cards is null',
			{ emptyFailedCards: 'null' },
		],
		['Creating a card that exists', 'it reports 1 in failed_cards, reason "DUPLICATE"', {}],
		[
			'Creating a card that exists',
			'it reports 1 in failed_cards, reason "DUPLICATED"',
			{ reasonStyle: 'sdkName' },
		],
		[
			'Creating a card that exists',
			'it refuses the whole request: HTTP 400, code 230001, "param is invalid"',
			{ existingCard: REFUSED },
		],
		['Creating a card that exists', 'it takes it as good', { existingCard: 'recreated' }],
		[
			'Updating a card that does not exist',
			'it reports 1 in failed_cards, reason 2',
			{ reasonStyle: 'number' },
		],
		[
			'Updating a card that does not exist',
			'it refuses the whole request: HTTP 400, code 230001, "param is invalid"',
			{ updateOfMissing: REFUSED },
		],
		['Creating a card whose business ID was deleted', 'it takes it as good', {}],
		[
			'Creating a card whose business ID was deleted',
			'it reports 1 in failed_cards, reason "DUPLICATE"',
			{ bizIdAfterDelete: 'taken' },
		],
		[
			'Creating a card for somebody, and for an open_id that does not exist',
			'it reports 1 in failed_cards, reason "NO_PERMISSION"',
			{ wrongUser: 'NO_PERMISSION' },
		],
		[
			'An update that names a field which is not there',
			'it refuses the whole request: HTTP 400, code 230001, "param is invalid: a field to update is missing"',
			{ missingUpdateField: 'refused' },
		],
		[
			'The same card twice in an update',
			'it reports 1 in failed_cards, reason "DUPLICATE"',
			{ sameCardTwice: 'reported' },
		],
		['A title of 60 characters that take two UTF-16 units each', 'it takes it as good', {}],
		[
			'A title of 61 characters',
			'it refuses the whole request: HTTP 400, code 99992402, "field validation failed"',
			{},
		],
	])('reports what no document tells: %s, %s', async (question, answer, settings) => {
		await withFeishu(settings, async (feishu, account) => {
			const { outcome, report } = await check(account);
			expect(outcome.failures).toEqual([]);
			expect(outcome.observations).toContainEqual({ question, answer });
			expect(report).toContain(`- ${question}: ${answer}.`);
			expect(feishu.cardCount).toBe(0);
			expect(outcome.leftBehind).toBe(false);
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
					'Delete the first again: spelling of reasons: "2" / "NOT_CREATED"',
					'Delete with a token that does not exist: status: 401 / 400',
					'Deleting for an open_id that does not exist: body code: 230001 / 99992351',
				]),
			);
			expect(checked.report).toContain('| spelling of reasons | "2" | "NOT_CREATED" |');
		});
	});

	it('says that the node failed where the card stays', async () => {
		await withFeishu({ failCard: onDelete }, async (_, account) => {
			const { outcome, report } = await check(account);
			expect(outcome.failures).toHaveLength(3);
			expect(outcome.leftBehind).toBe(true);
			expect(report).toMatch(/WRONG: The first card should have come out as deleted/);
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
			'FEISHU_CALLBACK_PORT',
			'FEISHU_ENCRYPT_KEY',
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
			expect(stdout).toContain('Not set: that step is left out.');
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

	it('listens for clicks where a port is named', () => {
		const variables = {
			FEISHU_APP_ID: 'a',
			FEISHU_APP_SECRET: 'b',
			FEISHU_OPEN_ID: 'c',
			FEISHU_CALLBACK_PORT: '8080',
			FEISHU_ENCRYPT_KEY: 'key',
		};
		const callback = { port: 8080, encryptKey: 'key', verificationToken: '', waitMs: 120_000 };
		expect(readAccount(variables)?.callback).toEqual(callback);
		const short = { ...variables, FEISHU_CALLBACK_WAIT: '5' };
		expect(readAccount(short)?.callback?.waitMs).toBe(5_000);
	});
});
