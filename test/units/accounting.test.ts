/**
 * Every card that goes in comes out exactly once: the whole node but for n8n and the network, with a
 * Feishu that does all it may do, on virtual time.
 */
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ownerOf, readApp } from '../../nodes/shared/app';
import { storable } from '../../nodes/shared/session';
import { deleteOperation } from '../../nodes/FeishuAppFeedCard/operations/delete.operation';
import { runOperation } from '../../nodes/FeishuAppFeedCard/run';
import { VirtualClock } from './virtualClock';

type Reason = 'UNKNOWN' | 'NO_PERMISSION' | 'NOT_CREATED' | 'RATE_LIMITED' | 'DUPLICATE';
const REASONS: Reason[] = ['UNKNOWN', 'NO_PERMISSION', 'NOT_CREATED', 'RATE_LIMITED', 'DUPLICATE'];

/** What becomes of a card: nothing special, or the reason why it stays. */
type Fate = 'fine' | 'missing' | 'refused' | Reason | { limitedTimes: number };

/** What happens to a request on its way. `lost`: carried out, but the answer does not arrive. */
type Trouble = 'none' | 'reset' | 'lost' | 'rateLimit' | 'internal';

interface World {
	/** Of card number i: see `keyOf`. */
	fates: Fate[];
	/** Of the first requests; later ones have none. */
	troubles: Trouble[];
	hideUsers: boolean;
	spelling: 'name' | 'digit' | 'number';
	namesRefused: boolean;
	latencies: number[];
}

interface SentCard {
	biz_id: string;
	user_id: string;
}

const USERS = 8;
const keyOf = ({ biz_id, user_id }: SentCard) => `${biz_id} ${user_id}`;
const nthCard = (n: number): SentCard => ({
	biz_id: `b${Math.floor(n / USERS)}`,
	user_id: `ou_${n % USERS}`,
});

class Feishu {
	readonly held = new Set<string>();
	readonly sizes: number[] = [];
	/** What is wrong with requests. */
	readonly wrong: string[] = [];
	private readonly fates = new Map<string, Fate>();
	private readonly limited = new Map<string, number>();

	constructor(
		private readonly world: World,
		private readonly time: VirtualClock,
	) {
		for (const [n, fate] of world.fates.entries()) {
			this.fates.set(keyOf(nthCard(n)), fate);
			if (fate !== 'missing') this.held.add(keyOf(nthCard(n)));
		}
	}

	/** In place of n8n's helper: sends the request to this Feishu. */
	async answer(cards: SentCard[]) {
		// Not expected here: the node would take a failed expectation for a failure of the network.
		if (cards.length < 1 || cards.length > 20) this.wrong.push(`${cards.length} cards`);
		if (new Set(cards.map(keyOf)).size < cards.length) this.wrong.push('a card twice');
		const nth = this.sizes.push(cards.length) - 1;
		const trouble = this.world.troubles[nth] ?? 'none';
		const latency = this.world.latencies[nth % this.world.latencies.length];
		if (trouble === 'lost') this.bodyFor(cards);
		const body = trouble === 'none' ? this.bodyFor(cards) : undefined;
		await this.time.wait(latency);
		switch (trouble) {
			case 'none':
				return { statusCode: body?.code === 0 ? 200 : 400, headers: {}, body };
			case 'rateLimit':
				return { statusCode: 429, headers: {}, body: { code: 99991400, msg: 'limit' } };
			case 'internal':
				return { statusCode: 500, headers: {}, body: { code: 2200, msg: 'internal error' } };
			default:
				throw Object.assign(new Error(), { cause: { code: 'ECONNRESET', message: 'reset' } });
		}
	}

	private bodyFor(cards: SentCard[]): { code: number; msg: string; data?: unknown } {
		const refused = cards.filter((card) => this.fates.get(keyOf(card)) === 'refused');
		if (refused.length > 0) {
			const users = refused.map(({ user_id }) => user_id).join(' ');
			return this.world.namesRefused && refused.length === cards.length
				? { code: 99992351, msg: `these open ids not existed: [${users}]` }
				: { code: 230001, msg: 'param is invalid' };
		}
		const failed_cards = cards.flatMap((card) => {
			const reason = this.delete(card);
			if (!reason) return [];
			const { biz_id, user_id } = card;
			const spelled = this.spell(reason);
			return [this.world.hideUsers ? { biz_id, ...spelled } : { biz_id, user_id, ...spelled }];
		});
		return { code: 0, msg: 'success', data: failed_cards.length > 0 ? { failed_cards } : {} };
	}

	private delete(card: SentCard): Reason | undefined {
		const key = keyOf(card);
		const fate = this.fates.get(key) ?? 'fine';
		if (typeof fate === 'object') {
			const times = (this.limited.get(key) ?? 0) + 1;
			this.limited.set(key, times);
			if (times <= fate.limitedTimes) return 'RATE_LIMITED';
		} else if (fate !== 'fine' && fate !== 'missing' && fate !== 'refused') {
			return fate;
		}
		return this.held.delete(key) ? undefined : 'NOT_CREATED';
	}

	private spell(reason: Reason) {
		const number = REASONS.indexOf(reason);
		return { reason: { name: reason, digit: String(number), number }[this.world.spelling] };
	}
}

/** Another app each time: the pace that an app keeps to is remembered. */
let apps = 0;
function newCredential() {
	const app = { platform: 'feishu', appType: 'selfBuilt', appId: `cli_${apps++}`, appSecret: 's' };
	const owner = ownerOf(readApp(app));
	const expiresAt = Number.MAX_SAFE_INTEGER;
	return { ...app, sessionToken: storable({ token: 't-1', owner, expiresAt }) };
}

/** What an operation needs of n8n. */
function contextFor(feishu: Feishu, inputs: IDataObject[]): IExecuteFunctions {
	const parameters: Record<string, unknown> = {
		cardSource: 'items',
		userIdType: 'open_id',
		output: 'cards',
		options: { requestsPerSecond: 1000, maxRetries: MAX_RETRIES },
	};
	const credential = newCredential();
	return {
		getInputData: () => inputs.map((json) => ({ json })),
		getNode: () => ({ name: 'Node', type: 'node', parameters: {} }),
		getNodeParameter: (name: string, item: number) =>
			({ bizId: inputs[item]?.biz_id, userId: inputs[item]?.user_id })[name] ?? parameters[name],
		getCredentials: async () => credential,
		getParentNodes: () => [],
		getChildNodes: () => [],
		getExecutionCancelSignal: () => undefined,
		addExecutionHints: () => undefined,
		helpers: {
			httpRequestWithAuthentication: async (_: string, { body }: { body: IDataObject }) =>
				await feishu.answer(body.feed_cards as unknown as SentCard[]),
		},
	} as unknown as IExecuteFunctions;
}

/** The cards that the input names, each with the items that name it, in the order of the input. */
function namedIn(inputs: IDataObject[]): Map<string, number[]> {
	const named = new Map<string, number[]>();
	for (const [input, { biz_id, user_id }] of inputs.entries()) {
		for (const user of new Set((user_id as string | undefined)?.split(',') ?? [])) {
			const key = `${String(biz_id)} ${user}`;
			named.set(key, [...(named.get(key) ?? []), input]);
		}
	}
	return named;
}

async function run(inputs: IDataObject[], world: World) {
	const time = new VirtualClock();
	try {
		const feishu = new Feishu(world, time);
		const [done, failed] = await time.until(
			runOperation(contextFor(feishu, inputs), deleteOperation, true),
		);
		const items = [...done, ...failed];
		return { feishu, items };
	} finally {
		time.restore();
	}
}

const linksOf = ({ pairedItem }: INodeExecutionData) =>
	[pairedItem].flat().map((link) => (link as { item: number }).item);

function checkAccounts(
	inputs: IDataObject[],
	world: World,
	feishu: Feishu,
	items: INodeExecutionData[],
): void {
	const named = namedIn(inputs);
	const malformed = inputs.filter(({ user_id }) => user_id === undefined);
	const cards = items.filter(({ json }) => json.user_id !== null);

	// Each distinct card once, in the order of the input, linked to all that named it.
	const keys = [...named.keys()];
	const placeOf = ({ json }: INodeExecutionData) => keys.indexOf(keyOf(json as unknown as SentCard));
	const isDone = ({ json }: INodeExecutionData) => json.status !== undefined;
	const [done, failed] = [cards.filter(isDone), cards.filter((item) => !isDone(item))];
	for (const output of [done, failed]) {
		expect(output).toEqual([...output].sort((a, b) => placeOf(a) - placeOf(b)));
	}
	expect(cards.map(placeOf).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index));
	expect(cards.map(linksOf)).toEqual(cards.map((card) => [...named.values()][placeOf(card)]));
	// And what could not be read, as failed.
	const rejected = items.filter(({ json }) => json.user_id === null);
	expect(rejected).toHaveLength(malformed.length);
	for (const { json } of rejected) expect(json).toMatchObject({ reason: 'REJECTED', code: null });

	expect(feishu.wrong).toEqual([]);
	for (const { json } of cards) {
		const key = keyOf(json as unknown as SentCard);
		const said = json.status === 'deleted' ? 'deleted' : String(json.reason);
		expect(mayBeSaidOf(world.fates[nthOf(key)], world)).toContain(said);
		const isGone = said === 'deleted' || said === 'NOT_CREATED';
		// What a request of unknown outcome did to a card is said to be unknown.
		const isOpen = String(json.message).includes('may have been deleted');
		if (!isOpen) expect(feishu.held.has(key)).toBe(!isGone);
		expect(json).not.toHaveProperty('error');
	}
	checkHidden(cards, world);
}

/**
 * Where Feishu hides which user's card was not there, the node does not say so of more cards than there are;
 * and not of fewer, unless a request of unknown outcome may have done them.
 */
function checkHidden(cards: INodeExecutionData[], { fates, troubles }: World): void {
	const tooMany = new Map<unknown, number>();
	for (const { json } of cards) {
		const isMissing = fates[nthOf(keyOf(json as unknown as SentCard))] === 'missing' ? 1 : 0;
		const isSaid = json.reason === 'NOT_CREATED' ? 1 : 0;
		tooMany.set(json.biz_id, (tooMany.get(json.biz_id) ?? 0) + isSaid - isMissing);
	}
	expect(Math.max(0, ...tooMany.values())).toBe(0);
	if (troubles.every((trouble) => trouble === 'none' || trouble === 'rateLimit')) {
		expect(Math.min(0, ...tooMany.values())).toBe(0);
	}
}

const MAX_RETRIES = 3;

/** What the node may say of a card of such a fate, and nothing else. */
function mayBeSaidOf(itsFate: Fate, { troubles, hideUsers }: World): string[] {
	const faults = troubles.filter((trouble) => trouble !== 'none' && trouble !== 'rateLimit');
	// A run gives up, or a request, after so many faults and not before. A rate limit is no reason.
	const orFailed = faults.length > MAX_RETRIES ? ['REQUEST_FAILED'] : [];
	// Of cards with the same business ID it may be any of them that was not there.
	const orHidden = hideUsers ? ['NOT_CREATED'] : [];
	if (typeof itsFate === 'object') {
		if (itsFate.limitedTimes > MAX_RETRIES) return ['RATE_LIMITED', ...orFailed];
		return ['deleted', ...orHidden, ...orFailed];
	}
	switch (itsFate) {
		case 'fine':
			return ['deleted', ...orHidden, ...orFailed];
		case 'missing':
			// After a request of unknown outcome; or where the user is hidden, so that it may be said of another.
			return ['NOT_CREATED', ...(faults.length > 0 || hideUsers ? ['deleted'] : []), ...orFailed];
		case 'refused':
			return ['REJECTED', ...orFailed];
		default:
			return [itsFate, ...orFailed];
	}
}

const nthOf = (key: string) => {
	const [, biz, user] = /^b(\d+) ou_(\d+)$/.exec(key) ?? [];
	return Number(biz) * USERS + Number(user);
};

const CARDS = 160;
const fate: fc.Arbitrary<Fate> = fc.oneof(
	{ weight: 10, arbitrary: fc.constant<Fate>('fine') },
	{ weight: 3, arbitrary: fc.constant<Fate>('missing') },
	{ weight: 1, arbitrary: fc.constantFrom<Fate>('NO_PERMISSION', 'UNKNOWN', 'DUPLICATE') },
	{ weight: 1, arbitrary: fc.record({ limitedTimes: fc.constantFrom(1, 2, 99) }) },
);
const badFate: fc.Arbitrary<Fate> = fc.oneof(
	{ weight: 9, arbitrary: fate },
	{ weight: 1, arbitrary: fc.constant<Fate>('refused') },
);
const fates = fc
	.oneof(fc.constant(fc.constant<Fate>('fine')), fc.constant(fate), fc.constant(badFate))
	.chain((one) => fc.array(one, { minLength: CARDS, maxLength: CARDS }));
const worlds: fc.Arbitrary<World> = fc.record({
	fates,
	troubles: fc.oneof(
		fc.constant<Trouble[]>([]),
		fc.array(
			fc.constantFrom<Trouble>('none', 'none', 'none', 'reset', 'lost', 'rateLimit', 'internal'),
			{ maxLength: 10 },
		),
	),
	hideUsers: fc.boolean(),
	spelling: fc.constantFrom('name' as const, 'digit' as const, 'number' as const),
	namesRefused: fc.boolean(),
	latencies: fc.array(fc.constantFrom(0, 5, 50, 500), { minLength: 1, maxLength: 4 }),
});
const userIds = fc
	.array(fc.integer({ min: 0, max: USERS - 1 }), { minLength: 1, maxLength: 5 })
	.map((users) => users.map((user) => `ou_${user}`).join(','));
const inputs: fc.Arbitrary<IDataObject[]> = fc.array(
	fc.oneof(
		{
			weight: 20,
			arbitrary: fc.record({
				biz_id: fc.integer({ min: 0, max: CARDS / USERS - 1 }).map((biz) => `b${biz}`),
				user_id: userIds,
			}),
		},
		{ weight: 1, arbitrary: fc.constant({ biz_id: 'b0' }) },
	),
	{ maxLength: 120 },
);

test('whatever Feishu does, each card comes out once, linked to what named it, and truly', async () => {
	await fc.assert(
		fc.asyncProperty(inputs, worlds, async (given, world) => {
			const { feishu, items } = await run(given, world);
			checkAccounts(given, world, feishu, items);
		}),
		{ numRuns: 200 },
	);
});

function reasonFor(itsFate: Fate): string | undefined {
	if (typeof itsFate === 'object')
		return itsFate.limitedTimes > MAX_RETRIES ? 'RATE_LIMITED' : undefined;
	if (itsFate === 'fine') return undefined;
	return itsFate === 'missing' ? 'NOT_CREATED' : itsFate;
}

test('where Feishu hides no user and no request gets lost, each card has its own reason', async () => {
	const clear = worlds.map((world) => ({ ...world, hideUsers: false, troubles: [] }));
	const noneRefused = clear.filter(({ fates: all }) => !all.includes('refused'));
	await fc.assert(
		fc.asyncProperty(inputs, noneRefused, async (given, world) => {
			const { items } = await run(given, world);
			for (const { json } of items.filter((item) => item.json.user_id !== null)) {
				const itsFate = world.fates[nthOf(keyOf(json as unknown as SentCard))];
				expect(json.reason).toBe(reasonFor(itsFate));
			}
		}),
		{ numRuns: 200 },
	);
});

test('where nothing goes wrong, n distinct cards take n / 20 requests, rounded up', async () => {
	const good = worlds.map((world) => ({
		...world,
		troubles: [],
		fates: world.fates.map((one): Fate => (one === 'missing' ? 'missing' : 'fine')),
		hideUsers: false,
	}));
	await fc.assert(
		fc.asyncProperty(inputs, good, async (given, world) => {
			const { feishu } = await run(given, world);
			const count = namedIn(given).size;
			expect(feishu.sizes).toHaveLength(Math.ceil(count / 20));
			expect(feishu.sizes.slice(0, -1)).toEqual(
				Array(Math.max(0, feishu.sizes.length - 1)).fill(20),
			);
		}),
		{ numRuns: 200 },
	);
});
