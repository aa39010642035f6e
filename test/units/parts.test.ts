import { MAX_CALL_BYTES } from '../../nodes/shared/clicks/event';
import { Parts } from '../../nodes/FeishuAppFeedCardConnectionTrigger/parts';

const HALF = Buffer.alloc(MAX_CALL_BYTES / 2, 'x');

test('a part that comes twice counts once: a call of the greatest size is still whole', () => {
	const parts = new Parts();
	expect(parts.add('a', 2, 0, HALF)).toBeUndefined();
	expect(parts.add('a', 2, 0, HALF)).toBeUndefined();
	expect(parts.add('a', 2, 1, HALF)).toHaveLength(MAX_CALL_BYTES);
});

test('a call that is larger is none', () => {
	const parts = new Parts();
	expect(parts.add('a', 2, 0, HALF)).toBeUndefined();
	expect(parts.add('a', 2, 1, Buffer.concat([HALF, Buffer.from('x')]))).toBeUndefined();
});

test.each([1, 0, -1, NaN])('of %d parts, which is not more than one, a part is whole', (sum) => {
	expect(new Parts().add('a', sum, 0, HALF)).toBe(HALF);
});
