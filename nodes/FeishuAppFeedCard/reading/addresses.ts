/**
 * Addresses by which people are looked up, in the one form in which they are compared and asked for, or what is
 * wrong with them.
 */
import { isOpenId, TYPE_LABELS, type Fault, type UserIdType } from '../card/card';
import { faultOf } from './texts';

/** The fault of what is certainly of another type than User ID Type says. */
export const otherType = (what: string, given: string, type: string, right: string): Fault =>
	faultOf(`is ${what}`, given, {
		rest: `, but User ID Type is ${type}`,
		setting: `Set User ID Type to ${right}.`,
	});

const BY_COMMAS = 'Separate several users with commas.';

/** Linear: no part can match where another does. */
const EMAIL = /^[^\s@<>()[\]"]+@[^\s@.<>()[\]"]+(?:\.[^\s@.<>()[\]"]+)+$/;

/** `mailto:li@example.com?subject=Hi` and `Li Na <li@example.com>` are the address in them. */
function emailOf(given: string): string | Fault {
	const inBrackets = /^[^<]*<([^<>]*)>$/.exec(given)?.[1] ?? given;
	const address = inBrackets
		.replace(/^mailto:/i, '')
		.split('?')[0]
		.trim()
		.toLowerCase();
	if (EMAIL.test(address)) return address;
	if (typeof mobileOf(given) === 'string') {
		return otherType('a phone number', given, TYPE_LABELS.email, TYPE_LABELS.mobile);
	}
	if (address.split('@').length > 2 && /\s/.test(address)) {
		return faultOf('is not one e-mail address', given, { advice: BY_COMMAS });
	}
	return faultOf('is not an e-mail address', given, {
		advice: 'An e-mail address looks like li@example.com.',
	});
}

/** What people put into phone numbers for the eye. */
const BETWEEN_DIGITS = /[\s().\-‐-―·/]/g;

/**
 * A number of mainland China has 11 digits and needs no country code, any other begins with + and one:
 * https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id
 */
function mobileOf(given: string): string | Fault {
	if (given.includes('@')) {
		return otherType('an e-mail address', given, TYPE_LABELS.mobile, TYPE_LABELS.email);
	}
	const plain = given
		// As a table gives a number that it takes for a decimal one.
		.replace(/^(\d+)\.0$/, '$1')
		.replace(/^tel:/i, '')
		.replace(BETWEEN_DIGITS, '')
		.replace(/^(?:＋|00)/, '+');
	const mainland = /^(?:\+?86)?(1[3-9]\d{9})$/.exec(plain)?.[1];
	if (mainland !== undefined) return mainland;
	if (/^\+[1-9]\d{5,14}$/.test(plain) && !plain.startsWith('+86')) return plain;
	// No number has more than 15 digits: https://www.itu.int/rec/T-REC-E.164
	if (/\s/.test(given) && /^[\d+]{17,}$/.test(plain)) {
		return faultOf('is not one phone number', given, { advice: BY_COMMAS });
	}
	if (/^\d{5,15}$/.test(plain)) {
		const advice = 'Any other number needs + and its country code in front.';
		return faultOf('is not a phone number of mainland China', given, { advice });
	}
	const advice = 'A phone number looks like 13011112222 or +15551234567.';
	return faultOf('is not a phone number', given, { advice });
}

/** How an address is read, by the User ID Type that it is given as. */
export const ADDRESS_FORMS = { email: emailOf, mobile: mobileOf };

export type AddressType = keyof typeof ADDRESS_FORMS;

/** The form in which an ID is compared with others: one for all spellings of an address, any other as it is. */
export function comparable(given: string, type: UserIdType): string {
	if ((type !== 'email' && type !== 'mobile') || isOpenId(given)) return given;
	const form = ADDRESS_FORMS[type](given);
	return typeof form === 'string' ? form : given;
}
