import { isRecord, own } from '../../shared/values';

/** The members of a button whose place in Feishu's shape is another; what the form leaves empty is not set. */
const URLS = [
	['url', 'url'],
	['androidUrl', 'android_url'],
	['iosUrl', 'ios_url'],
	['pcUrl', 'pc_url'],
] as const;

/**
 * The buttons of the form, in Feishu's names.
 *
 * @param value what n8n gives for the parameter
 */
export function readButtons(value: unknown): unknown[] {
	const buttons = isRecord(value) ? (own(value, 'button') ?? []) : [];
	return (Array.isArray(buttons) ? buttons : [buttons]).map((button: unknown) =>
		isRecord(button) ? toFeishu(button) : button,
	);
}

function toFeishu(button: Record<string, unknown>): Record<string, unknown> {
	const urls = URLS.flatMap(([name, key]) => {
		const url = own(button, name);
		return url === undefined || url === '' ? [] : [[key, url]];
	});
	const values = readValues(own(button, 'values'));
	// The form always has a style: the default one is what Feishu takes where none is sent.
	const style = own(button, 'style');
	return {
		...(urls.length > 0 && { multi_url: Object.fromEntries(urls) as object }),
		action_type: own(button, 'action') ?? 'url_page',
		text: own(button, 'text'),
		...(style !== undefined && style !== 'default' && { button_type: style }),
		...(values.length > 0 && { action_map: Object.fromEntries(values) as object }),
	};
}

function readValues(value: unknown): Array<[string, unknown]> {
	const pairs = isRecord(value) ? own(value, 'pair') : undefined;
	return (Array.isArray(pairs) ? pairs : [pairs]).filter(isRecord).flatMap((pair) => {
		const key = own(pair, 'key');
		return key === undefined || key === null || key === ''
			? []
			: [[typeof key === 'object' ? JSON.stringify(key) : String(key), own(pair, 'value')]];
	});
}
