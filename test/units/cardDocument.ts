/**
 * A second reading of https://open.feishu.cn/document/im-v2/app_feed_card/create, so that the node's own
 * is not judged by itself. Lengths in code points.
 */
type Check = (value: unknown) => string[];

const wrong = (what: string): string[] => [what];
const text =
	(min: number, max: number): Check =>
	(value) => {
		if (typeof value !== 'string') return wrong('no text');
		const length = Array.from(value).length;
		return length < min || length > max ? wrong(`a length of ${length}`) : [];
	};
const https: Check = (value) =>
	typeof value === 'string' && value.startsWith('https://')
		? text(0, 700)(value)
		: wrong('no https address');
const oneOf =
	(...values: unknown[]): Check =>
	(value) =>
		values.includes(value) ? [] : wrong(`none of ${values.join(', ')}`);
const boolean = oneOf(true, false);
const entriesOf = (value: unknown) =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.entries(value)
		: undefined;
const texts: Check = (value) =>
	entriesOf(value)?.every(([, entry]) => typeof entry === 'string') ? [] : wrong('no texts');
const list =
	(max: number, of: Check): Check =>
	(value) =>
		Array.isArray(value) && value.length <= max ? value.flatMap(of) : wrong('no such list');
const object =
	(required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
	(value) => {
		const entries = entriesOf(value);
		if (!entries) return wrong('no object');
		const checks = { ...required, ...optional };
		return [
			...Object.keys(required).flatMap((key) =>
				entries.some(([name]) => name === key) ? [] : wrong(`${key} missing`),
			),
			...entries.flatMap(([key, entry]) =>
				Object.hasOwn(checks, key)
					? checks[key](entry).map((problem) => `${key}: ${problem}`)
					: wrong(`${key} unknown`),
			),
		];
	};

const multiUrl = object({}, { url: https, android_url: https, ios_url: https, pc_url: https });
const button = object(
	{ action_type: oneOf('url_page', 'webhook'), text: object({ text: text(1, 30) }) },
	{
		multi_url: multiUrl,
		button_type: oneOf('default', 'primary', 'success'),
		action_map: texts,
	},
);
const fields = {
	title: text(0, 60),
	avatar_key: text(0, 100),
	preview: text(0, 120),
	status_label: object({
		text: text(1, 20),
		type: oneOf('primary', 'secondary', 'success', 'danger'),
	}),
	buttons: object({ buttons: list(2, button) }),
	time_sensitive: boolean,
	notify: object(
		{},
		{ close_notify: boolean, custom_sound_text: text(0, 20), with_custom_sound: boolean },
	),
};
const link = object({ link: https });

/** What Feishu's document objects to in an `app_feed_card` without its biz_id. */
export function cardProblems(card: unknown, { whole }: { whole?: boolean }): string[] {
	return whole ? object({ link }, fields)(card) : object({}, { ...fields, link })(card);
}
