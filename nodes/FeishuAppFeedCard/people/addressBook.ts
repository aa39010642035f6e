import { filledText, isRecord } from '../../shared/values';
import { incompleteAnswer, refusalIn, type FeishuError } from '../../shared/feishuError';
import { Memory } from '../../shared/memory';
import { comparable, type AddressType } from '../reading/addresses';
import { PERMISSIONS } from '../card/permissions';
import type { PatientClient, PatientRequest } from '../sending/patience';

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id */
const PATH = '/open-apis/contact/v3/users/batch_get_id';
const MAX_ADDRESSES_PER_REQUEST = 50;

/** This many requests find the people of the first ten full requests for cards, which may all go at once. */
const NOT_WAITING = 4;

const FIELDS = { email: 'emails', mobile: 'mobiles' } as const;

/** Only people who were found: somebody else may be added to the company at any time. */
const remembered = new Memory<string>(10 * 60_000, 50_000);

/** What became of the look-up of one address: an open ID, or why there is none. */
type Person = { openId: string } | { refusal: FeishuError | undefined };

const NOBODY: Person = { refusal: undefined };

/** Looks addresses up for one app, each once. */
export class AddressBook {
	private readonly people = new Map<string, Promise<Person>>();

	/** @param owner whose people these are: an app, in a tenant, by a credential */
	constructor(
		private readonly client: PatientClient,
		private readonly kind: AddressType,
		private readonly owner: string,
	) {}

	/** @throws what the request that named the address threw */
	async find(given: string): Promise<Person> {
		return (await this.people.get(comparable(given, this.kind))) ?? NOBODY;
	}

	/**
	 * Begins to look addresses up, in requests of 50, each as soon as the pace allows it.
	 *
	 * @param given addresses that can be read, in any form
	 * @returns when the first request was answered: by then a missing permission is known
	 * @throws FeishuError if none of them can be answered
	 */
	async begin(given: readonly string[]): Promise<void> {
		const addresses = new Set(given.map((one) => comparable(one, this.kind)));
		const unknown = [...addresses].filter((address) => {
			const openId = remembered.get(this.keyOf(address));
			if (openId !== undefined) this.people.set(address, Promise.resolve({ openId }));
			return openId === undefined;
		});
		const chunks: string[][] = [];
		for (let first = 0; first < unknown.length; first += MAX_ADDRESSES_PER_REQUEST) {
			chunks.push(unknown.slice(first, first + MAX_ADDRESSES_PER_REQUEST));
		}
		// The others wait for the first: it may fetch the token, and meet what is wrong for all.
		const atOnce = this.client.hasToken() ? NOT_WAITING : 1;
		let first: Promise<unknown> = Promise.resolve();
		for (const [index, chunk] of chunks.entries()) {
			const found =
				index < atOnce ? this.lookUp(chunk) : first.then(async () => await this.lookUp(chunk));
			if (index === 0) first = found;
			for (const address of chunk) {
				const person = found.then((people) => people.get(address) ?? NOBODY);
				// The error reaches whoever awaits the person; if nobody does, it must not be unhandled.
				person.catch(() => {});
				this.people.set(address, person);
			}
		}
		await first;
	}

	private async lookUp(
		addresses: readonly string[],
		search: PatientRequest['search'] = {},
	): Promise<Map<string, Person>> {
		try {
			const { user_list: list } = await this.client.request({
				method: 'POST',
				path: PATH,
				qs: { user_id_type: 'open_id' },
				body: { [FIELDS[this.kind]]: [...addresses] },
				needs: PERMISSIONS[this.kind],
				parts: addresses,
				search,
			});
			return this.read(list, new Set(addresses));
		} catch (error) {
			return await this.apart(addresses, refusalIn(error), search);
		}
	}

	/**
	 * One address that the app may not see can have the whole request refused, with an error that it does not
	 * exist ("调用 API 时会返回邮箱或手机号不存在的报错提示"), or make Feishu fail; the others are asked for without it.
	 * https://open.feishu.cn/document/ugTN1YjL4UTN24CO1UjN/uQzN1YjL0cTN24CN3UjN
	 */
	private async apart(
		addresses: readonly string[],
		error: FeishuError,
		search: PatientRequest['search'],
	): Promise<Map<string, Person>> {
		if (addresses.length === 1) return new Map([[addresses[0], { refusal: error }]]);
		const said = addressesIn(error.details.feishuMessage);
		const named = addresses.filter((address) => said.has(address));
		const others = addresses.filter((address) => !said.has(address));
		if (named.length > 0 && others.length > 0) {
			const found = await this.lookUp(others);
			for (const address of named) found.set(address, { refusal: error });
			return found;
		}
		const middle = Math.ceil(addresses.length / 2);
		const halves = [addresses.slice(0, middle), addresses.slice(middle)];
		const found = await Promise.all(halves.map(async (half) => await this.lookUp(half, search)));
		return new Map(found.flatMap((people) => [...people]));
	}

	/** Matches by what Feishu says back, in any order, and only what was asked for. */
	private read(list: unknown, asked: ReadonlySet<string>): Map<string, Person> {
		const found = new Map<string, Person>();
		if (list !== undefined && list !== null && !Array.isArray(list)) {
			throw incompleteAnswer('whom it found');
		}
		for (const entry of (list ?? []) as unknown[]) {
			if (!isRecord(entry)) continue;
			const [openId, given] = [entry.user_id, entry[this.kind]].map(filledText);
			if (openId === undefined || given === undefined) continue;
			const address = comparable(given, this.kind);
			if (!asked.has(address)) continue;
			found.set(address, { openId });
			remembered.set(this.keyOf(address), openId);
		}
		return found;
	}

	private keyOf(address: string): string {
		return JSON.stringify([this.owner, this.kind, address]);
	}
}

/** Whole ones: na@x.com is not meant where Feishu names lina@x.com. */
function addressesIn(message: string): Set<string> {
	const words = message.toLowerCase().split(/[^\w.%+@-]+/);
	return new Set(words.map((word) => word.replace(/\.$/, '')));
}
