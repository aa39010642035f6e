import { FeishuError } from '../../nodes/shared/feishuError';
import {
	noteTimeout,
	noteTokenFailure,
	timeoutOf,
	tokenFailureOf,
} from '../../nodes/shared/tokenFetch';

const failure = new FeishuError({ kind: 'fatal', summary: 'Wrong', advice: 'Mend it.' });
const credential = { appId: 'cli_1' };
noteTokenFailure(credential, failure);

test('a failure is found by its words, for its credential', () => {
	expect(tokenFailureOf(credential, failure.message)).toBe(failure);
});

test.each([
	['other words', credential, 'read ECONNRESET'],
	['another credential, be it alike', { ...credential }, failure.message],
])('none is found for %s', (_, asked, words) => {
	expect(tokenFailureOf(asked, words)).toBeUndefined();
});

test("a token's request has the timeout of the run that asks for it, and keeps it after a failure", () => {
	const other = { appId: 'cli_2' };
	expect(timeoutOf(other)).toBe(30_000);
	noteTimeout(other, 500);
	expect(timeoutOf(other)).toBe(500);
	noteTokenFailure(other, failure);
	expect(timeoutOf(other)).toBe(500);
});

test('a failure of an earlier fetch is not the reason of a later one', () => {
	noteTimeout(credential, 500);
	expect(tokenFailureOf(credential, failure.message)).toBeUndefined();
});
