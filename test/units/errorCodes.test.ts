import { meaningOf, type ErrorKind } from '../../nodes/shared/errorCodes';

const codes: Array<[string, ErrorKind, number[]]> = [
	[
		'a token that is missing, expired or invalid',
		'tokenRefused',
		[99991661, 99991663, 99991664, 99991665, 99991671],
	],
	['a missing scope', 'fatal', [99991672, 99991676, 99991679]],
	['a wrong secret', 'fatal', [10015, 20002]],
	['an unknown app', 'fatal', [10005, 11209, 99991543]],
	[
		'an app that is disabled or not installed',
		'fatal',
		[10014, 11207, 11210, 99991662, 99991673, 212100],
	],
	['a wrong ticket or tenant', 'fatal', [10012, 10013, 99992500, 99992501]],
	['the IP allowlist', 'fatal', [99991401]],
	['the monthly quota', 'fatal', [99991403, 90003087, 90003088]],
	['the rate limit', 'rateLimited', [99991400]],
	['an ID that does not exist', 'refused', [99992351, 99992352, 99992353, 99992360, 99992363]],
	["another app's or tenant's user", 'refused', [99992361, 99992364, 99992381]],
	['a field that is not valid', 'refused', [230001, 99992402, 9499]],
	['trouble inside Feishu', 'unavailable', [2200, 1500, 5000, 10101]],
];

test.each(codes.flatMap(([what, kind, list]) => list.map((code) => [what, code, kind] as const)))(
	'%s: code %i has a meaning (%s), and says what to do in whole sentences',
	(_, code, kind) => {
		const meaning = meaningOf(code);
		expect(meaning?.kind).toBe(kind);
		expect(meaning?.summary).toMatch(/^\p{Lu}.*[^.]$/u);
		expect(meaning?.advice).toMatch(/^\p{Lu}.*\.$/u);
	},
);

test('the advice for a missing scope names it', () => {
	expect(meaningOf(99991672)?.advice).toContain('im:app_feed_card:write');
});

test('a code that is on no list has no meaning of its own', () => {
	expect(meaningOf(1)).toBeUndefined();
	expect(meaningOf(0)).toBeUndefined();
});
