import { quoted, type FeishuError } from '../../shared/feishuError';
import type { PeopleType } from '../card/card';
import { failure, reasonOf, type CardFailure } from '../card/failure';
import type { AddressType } from '../reading/addresses';
import type { PatientClient } from '../sending/patience';
import { AddressBook } from './addressBook';
import { departmentMembers } from './departments';
import { groupMembers } from './groups';
import { Members } from './members';

/** Finds the people behind what cards name instead of an open ID. */
export interface Finder {
	/** Names are addresses, and each leads to one person at most. */
	readonly isByAddress: boolean;
	/**
	 * Begins to look up what is not known yet.
	 *
	 * @param names distinct ones, in the order in which they will be asked for
	 * @returns when the first request was answered: by then a missing permission is known
	 * @throws FeishuError for what is wrong with every look-up
	 */
	begin(names: readonly string[]): Promise<void>;
	/**
	 * The open IDs behind a name, page by page.
	 *
	 * @throws FeishuError (refused, or of this request) if this name leads to nobody, and any other if the run cannot go on
	 */
	usersOf(name: string): AsyncIterable<string[]>;
	/**
	 * The failure of an entry that leads to nobody, or not to everybody.
	 *
	 * @param refusal what Feishu says of the name, if it says anything
	 * @param found how many people it had given by then
	 */
	failure(name: string, refusal: FeishuError | undefined, found: number): CardFailure;
}

/**
 * Who finds people by names of this type.
 *
 * @param owner whose people these are: what is remembered is only for it
 */
export function finderOf(type: PeopleType, client: PatientClient, owner: string): Finder {
	switch (type) {
		case 'email':
		case 'mobile':
			return addressFinder(new AddressBook(client, type, owner), type);
		case 'chat_id':
			return memberFinder(client, groupMembers, 'group', NO_MEMBERS);
		case 'department_id':
			return memberFinder(client, departmentMembers, 'department', RANGE);
	}
}

function addressFinder(book: AddressBook, kind: AddressType): Finder {
	return {
		isByAddress: true,
		begin: async (addresses) => await book.begin(addresses),
		async *usersOf(address) {
			const person = await book.find(address);
			if ('openId' in person) yield [person.openId];
			else if (person.refusal) throw person.refusal;
		},
		failure(address, refusal) {
			const said = refusal?.details.feishuMessage ?? '';
			if (refusal && (refusal.details.ofThisRequest || !SAYS_NOBODY.test(said))) {
				const message = `Feishu does not look up the ${NOUN[kind]} ${address}. ${refusal.message}`;
				return failure(reasonOf(refusal), message, refusal.details.code);
			}
			return failure(
				'USER_NOT_FOUND',
				[NOT_FOUND[kind](address), RANGE, quoted(said)].filter(Boolean).join(' '),
				refusal?.details.code ?? 0,
			);
		},
	};
}

/**
 * How Feishu refuses an address of nobody whom the app may see. No page gives a code for it: "会返回邮箱或手机号不存在的
 * 报错提示" (https://open.feishu.cn/document/ugTN1YjL4UTN24CO1UjN/uQzN1YjL0cTN24CN3UjN), "no user authority error" (41050).
 */
const SAYS_NOBODY = /\bnot (be )?(exist|found)|n['’]t exist|no such|no user authority|不存在/i;

const NOUN: Record<AddressType, string> = { email: 'e-mail address', mobile: 'phone number' };

/** From the notes (注意事项) on https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id */
const NOT_FOUND: Record<AddressType, (address: string) => string> = {
	email: (address) =>
		`Feishu finds nobody with the e-mail address ${address}. A company mailbox (企业邮箱) is never found: use the address in the person's own profile (邮箱).`,
	mobile: (address) =>
		`Feishu finds nobody with the phone number ${address}.${address.startsWith('+') ? '' : ' A number outside mainland China needs + and the country code.'}`,
};

const RANGE =
	'The app finds only people in its range of data (通讯录权限范围): see Permissions > Data (权限管理 > 数据权限) in the developer console. People who have left the company are not found either.';

/** Who is in a group does not depend on the range of data: its page says only that bots are left out. */
const NO_MEMBERS = 'It has no members but bots.';

const refusedOf = (whole: string, found: number) =>
	found === 0
		? `Feishu does not list the people of ${whole}.`
		: `Feishu does not list all people of ${whole}. Those it listed (${found}) are handled as usual.`;

function memberFinder(
	client: PatientClient,
	read: (client: PatientClient, id: string) => AsyncGenerator<string[]>,
	noun: string,
	whyNobody: string,
): Finder {
	const known = new Map<string, Members>();
	const membersOf = (id: string) => {
		const members = known.get(id) ?? new Members(read(client, id));
		known.set(id, members);
		return members;
	};
	return {
		isByAddress: false,
		async begin(names) {
			const next = () => names.find((name) => !known.has(name));
			client.left = {
				any: () => next() !== undefined,
				begin() {
					const name = next();
					// Whoever asks for these people hears of the error.
					if (name !== undefined)
						membersOf(name)
							.readOn()
							.catch(() => {});
				},
			};
			if (names.length > 0) await membersOf(names[0]).readOn();
		},
		usersOf: (id) => membersOf(id).pages(),
		failure: (id, refusal, found) =>
			failure(
				refusal ? reasonOf(refusal) : 'REJECTED',
				refusal
					? `${refusedOf(`the ${noun} ${id}`, found)} ${refusal.message}`
					: `The app can see nobody in the ${noun} ${id}. ${whyNobody}`,
				refusal ? refusal.details.code : 0,
			),
	};
}
