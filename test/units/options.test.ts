import type { IExecuteFunctions } from 'n8n-workflow';

import { optionsParameter } from '../../nodes/FeishuAppFeedCard/panel/options';
import { readRequestOptions } from '../../nodes/FeishuAppFeedCard/reading/settings';

test('options that nobody added are what the panel shows when they are added', () => {
	const context = { getNodeParameter: () => ({}) } as unknown as IExecuteFunctions;
	const read = readRequestOptions(context);
	expect(read).toEqual({ requestsPerSecond: 10, maxRetries: 5, timeout: 30_000 });
	const shown = (optionsParameter([]).options ?? []).map((option) => [
		option.name,
		(option as { default?: unknown }).default,
	]);
	expect(Object.fromEntries(shown)).toMatchObject(read);
});
