import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { FeishuStandIn } from '../feishu/standIn';
import type { Settings } from '../feishu/settings';
import { clock } from './built';
import { Engine, type Ran, type RunSettings } from './engine';

/** What nearly every test in the engine begins with: Feishu played, and n8n with a credential for it. */
export interface SetUp {
	readonly feishu: FeishuStandIn;
	readonly engine: Engine;
	/** Runs the node on these items; most tests say no more than parameters. */
	run(items: IDataObject[], settings?: Partial<RunSettings>): Promise<Ran>;
	/** Changes what the credential says, as its form does. */
	changeCredential(data: ICredentialDataDecryptedObject): void;
}

/**
 * Call it once at the top of a test file. Each test has a stand-in of its own: the package remembers
 * tokens and paces by host, so that tests on one host would get in each other's way.
 */
export function setUp(settings: Partial<Settings> = {}): SetUp {
	let feishu: FeishuStandIn;
	let engine: Engine;
	const realClock = { ...clock };
	beforeEach(async () => {
		feishu = await FeishuStandIn.start({
			rateLimit: undefined,
			lookUpRates: [],
			...settings,
		});
		engine = new Engine();
		engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
	});
	afterEach(async () => {
		Object.assign(clock, realClock);
		await feishu.stop();
	});
	return {
		get feishu() {
			return feishu;
		},
		get engine() {
			return engine;
		},
		run: async (items, more = {}) => await engine.run({ items, ...more }),
		changeCredential: (data) => engine.credentials.change('1', data),
	};
}

/** The form filled in for the stand-in's default app. */
export function credentialOf({ url, app }: FeishuStandIn): ICredentialDataDecryptedObject {
	return {
		platform: 'custom',
		baseUrl: url,
		appType: 'selfBuilt',
		appId: app.appId,
		appSecret: app.appSecret,
	};
}

/** Makes every wait of the package a hundredth as long as it says. */
export function hurry(): void {
	const { sleep, elapsed } = clock;
	clock.sleep = async (ms, signal) => await sleep(ms / 100, signal);
	clock.elapsed = () => elapsed() * 100;
}

/** Moves the wall clock of the package and of the stand-in. */
export function jump(feishu: FeishuStandIn, ms: number): void {
	const { now } = clock;
	clock.now = () => now() + ms;
	const standInClock = feishu.settings.clock;
	feishu.settings.clock = { sleep: standInClock.sleep, now: () => standInClock.now() + ms };
}

/** What each operation needs beside its cards. */
export const NEEDED: Record<string, INodeParameters> = {
	create: { bizId: '={{ $json.biz_id }}', link: 'https://example.com/' },
	upsert: { link: 'https://example.com/' },
	update: { updateFields: { title: 'T' } },
	delete: {},
};

/** Items that name cards a-0, a-1, … of one user. */
export const cardItems = (count: number, userId = 'ou_1'): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ biz_id: `a-${index}`, user_id: userId }));

/** The same cards, as the stand-in holds them. */
export const heldCards = (items: IDataObject[]) =>
	items.map(({ biz_id, user_id }) => ({ bizId: String(biz_id), userId: String(user_id) }));

/** The input items that an output item is linked to. */
export function inputsOf({ pairedItem }: { pairedItem?: unknown }): number[] {
	const links = Array.isArray(pairedItem) ? pairedItem : [pairedItem];
	return links.map(({ item }: { item: number }) => item);
}
