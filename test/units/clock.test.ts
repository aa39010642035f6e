/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { getEventListeners } from 'node:events';

import { clock } from '../../nodes/shared/clock';

test('a sleep ends when its signal is aborted, and holds the signal no longer', async () => {
	const stopped = new AbortController();
	const sleeping = clock.sleep(1e9, stopped.signal);
	stopped.abort();
	await sleeping;
	expect(getEventListeners(stopped.signal, 'abort')).toHaveLength(0);
});

test('a sleep whose signal was aborted before does not begin', async () => {
	await clock.sleep(1e9, AbortSignal.abort());
});

test('a sleep that ends by itself holds its signal no longer', async () => {
	const { signal } = new AbortController();
	const before = clock.elapsed();
	await clock.sleep(20, signal);
	expect(clock.elapsed() - before).toBeGreaterThanOrEqual(19);
	expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a sleep longer than any timer can be does not end at once', async () => {
	const stopped = new AbortController();
	let isOver = false;
	const sleeping = clock.sleep(2 ** 40, stopped.signal).then(() => (isOver = true));
	await clock.sleep(50);
	expect(isOver).toBe(false);
	stopped.abort();
	await sleeping;
});
