import { FeishuError } from '../../nodes/shared/feishuError';
import { noteTokenFailure, tokenFailureOf } from '../../nodes/shared/tokenFailure';

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
