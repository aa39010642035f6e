import { Caller } from '../feishu/caller';
import { click as clickCall } from '../feishu/calls';
import { namedCards } from '../feishu/namedCards';
import { freePort } from '../server/port';
import { check } from './check';
import { withFeishu } from './withFeishu';

describe("a click on a card's button", () => {
	const origin = { encryptKey: 'an Encrypt Key', verificationToken: 'a Verification Token' };

	async function checkWithClick(click: (caller: Caller, bizId: string) => Promise<unknown>) {
		return await withFeishu({}, async (feishu, account) => {
			const port = await freePort();
			const callback = { port, ...origin, waitMs: 3_000 };
			const said: string[] = [];
			const address = `http://127.0.0.1:${port}/`;
			const caller = new Caller({ ...origin, address, appId: account.appId, tenantKey: 'tenant' });
			const checked = await check({ ...account, callback }, (line) => {
				said.push(line);
				const [card] = namedCards(feishu.createRequests[feishu.createRequests.length - 1]);
				void click(caller, card.biz_id);
			});
			expect(said).toEqual(["Waiting 3 s for a click on the card's button …"]);
			expect(feishu.cardCount).toBe(0);
			return checked;
		});
	}

	it('is reported as it came, without IDs, and the card goes', async () => {
		const { click, report } = await checkWithClick(async (caller, biz_id) => {
			await caller.callback(clickCall(caller.settings, { value: { biz_id } }));
		});
		expect(click?.clicked).toBe(true);
		expect(report).toContain('A click arrived.');
		expect(report).toContain('"event":"button","event_type":"card.action.trigger"');
		expect(report).toContain('  - event.action.value.biz_id: string');
		expect(report).not.toContain('n8n-live-');
	});

	it('that cannot be verified is reported as refused', async () => {
		const { click, report } = await checkWithClick(async (caller, biz_id) => {
			const stranger = new Caller({ ...caller.settings, encryptKey: 'another' });
			await stranger.callback(clickCall(caller.settings, { value: { biz_id } }));
		});
		expect(click?.clicked).toBe(false);
		expect(report).toContain('No click arrived in time.');
		expect(report).toContain('not encrypted with the Encrypt Key');
	});

	it('is left out where no address is given, and the report says so', async () => {
		await withFeishu({}, async (_, account) => {
			const { click, report } = await check(account);
			expect(click).toBeUndefined();
			expect(report).toContain('Not asked: no FEISHU_CALLBACK_PORT was set.');
		});
	});
});
