/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	CONTACT_CODES,
	MEANINGS,
	meaningOf,
	type CodeMeaning,
} from '../../nodes/shared/errorCodes';

/** Every code that the package acts on. Left out by mistake, it would make the cards REJECTED. */
const codes: Array<[string, CodeMeaning['kind'], number[]]> = [
	[
		'a token that is missing, expired or invalid',
		'tokenRefused',
		[4001, 20005, 20013, 99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677],
	],
	['a missing scope', 'fatal', [99991672, 99991676, 99991679]],
	['a wrong secret', 'fatal', [10014, 10015, 20002]],
	['an unknown app', 'fatal', [10005, 11209, 50003, 99991543]],
	[
		'an app that is disabled or not installed',
		'fatal',
		[11207, 11210, 20009, 99991662, 99991673, 212100],
	],
	['a wrong ticket or tenant', 'fatal', [10012, 10013, 99992500, 99992501]],
	['the IP allowlist', 'fatal', [99991401]],
	['the monthly quota', 'fatal', [99991403, 90003087, 90003088]],
	['an address that is none', 'fatal', [99991201, 99991301]],
	['a token of the wrong kind', 'fatal', [99991674]],
	[
		'the rate limit',
		'rateLimited',
		[99991400, 1000004, 1000005, 11232, 11233, 11247, 90217, 230020],
	],
	[
		'an ID that does not exist',
		'refused',
		[
			99992351, 99992352, 99992353, 99992359, 99992360, 99992363, 99992364, 10004, 11101, 11102,
			11105, 11106, 20008, 40007, 40008, 40051, 99991675,
		],
	],
	["another app's or tenant's user", 'refused', [99992361, 99992381, 41022]],
	['a group that cannot be read', 'refused', [232006, 232009, 232010, 232011, 232033]],
	['a department that cannot be read', 'refused', [40004, 40014, 41050, 43010]],
	['an app without a bot, or disabled', 'fatal', [232025, 234007, 232034]],
	['a picture that Feishu does not take', 'refused', [234006, 234010, 234011, 234039]],
	['a tenant that takes no picture', 'fatal', [234041, 234042]],
	['trouble inside the group service', 'unavailable', [232096]],
	['a field that is not valid', 'refused', [230001, 99992402, 4000, 9499, 10001, 10003, 1000002]],
	[
		'trouble inside Feishu',
		'unavailable',
		[
			1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006, 5000, 10101, 10105, 10500, 40006,
			45500, 55001, 90203, 90399, 91201, 93006, 95001, 95003, 95005, 95010, 95011, 95201, 95202,
			95203, 95204, 95205, 95206, 95207, 95208, 95209, 96001, 96002, 96201, 96202, 96402, 96403,
			105001, 1000003, 1001901, 1001999, 1050002, 1050008, 1069399,
		],
	],
];

test.each(codes.flatMap(([what, kind, list]) => list.map((code) => [what, code, kind] as const)))(
	'%s: code %i has a meaning (%s), and says what to do in whole sentences',
	(_, code, kind) => {
		const meaning = MEANINGS.get(code);
		expect(meaning?.kind).toBe(kind);
		expect(meaning?.summary).toMatch(/^\p{Lu}.*[^.]$/u);
		expect(meaning?.advice).toMatch(/^\p{Lu}.*\.$/u);
	},
);

test('a code whose meaning differs where people are looked up has that meaning only there', () => {
	const contacts = '/open-apis/contact/v3/departments/0/children';
	const elsewhere = '/open-apis/im/v2/app_feed_card/batch';
	expect(meaningOf(40003, contacts)?.kind).toBe('unavailable');
	expect(meaningOf(40003, elsewhere)).toBeUndefined();
	expect(meaningOf(40008, contacts)?.summary).toContain('department');
	expect(meaningOf(40008, elsewhere)?.summary).toContain('user');
	expect(meaningOf(40004, contacts)).toBe(MEANINGS.get(40004));
	for (const [, as] of CONTACT_CODES) expect(MEANINGS.get(as)).toBeDefined();
});

test('the advice for a missing scope names it', () => {
	expect(MEANINGS.get(99991672)?.advice).toContain('im:app_feed_card:write');
});

test('no code of the table is missing here', () => {
	const source = readFileSync(join(__dirname, '../../nodes/shared/errorCodes.ts'), 'utf8');
	const code = source
		.replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '')
		.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '');
	const written = [...code.matchAll(/\b\d{4,}\b/g)].map(([digits]) => Number(digits));
	const here = codes.flatMap(([, , list]) => list);
	expect([...here, ...CONTACT_CODES.keys()].filter(isFirst).sort()).toEqual(
		[...new Set(written)].sort(),
	);
	expect(new Set(here).size).toBe(here.length);
});

const isFirst = <T>(one: T, index: number, all: T[]) => all.indexOf(one) === index;

test('a code that is on no list has no meaning of its own', () => {
	expect(MEANINGS.get(1)).toBeUndefined();
	expect(MEANINGS.get(0)).toBeUndefined();
});
