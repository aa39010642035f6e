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
