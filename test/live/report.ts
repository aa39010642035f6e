/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
import { version } from '../../package.json';
import type { Account } from './account';
import type { Click } from './callback';
import type { ComparedStep } from './compare';
import type { Outcome } from './scenario';

/** The report in Markdown, to be pasted into an issue: with nothing in it that is secret or personal. */
export function reportOf(
	account: Account,
	bizId: string,
	outcome: Outcome,
	compared: ComparedStep[],
	click?: Click,
): string {
	const differing = compared.filter(({ differences }) => differences.length > 0);
	const lines = [
		'# Check against the real Feishu',
		'',
		`Host: ${new URL(account.baseUrl).host}. Package ${version}, Node.js ${process.version}.`,
		'',
		'## What the node did',
		'',
		...outcome.failures.map((failure) => `- WRONG: ${failure}`),
		...outcome.steps.filter(({ node }) => node).map(({ title, node }) => `- ${title}: ${node}`),
		'',
		'## What no document tells, and what this Feishu does',
		'',
		...outcome.observations.map(({ question, answer }) => `- ${question}: ${answer}.`),
		'',
		...clickLines(click),
		'## What Feishu answered',
		'',
		...outcome.steps.flatMap(({ title, exchanges }) =>
			exchanges.map(
				({ method, path, status, body }) =>
					`- ${title}: ${method} ${path} → HTTP ${status}, ${codeAndMessage(body)}`,
			),
		),
		'',
		'## Where Feishu and the stand-in differ',
		'',
		...(differing.length === 0 ? ['Nowhere.'] : differing.flatMap(tableOf)),
	];
	return withoutSecrets(lines.join('\n'), account, bizId, outcome);
}

/** What a click sends is in no document: so all that came is told, but for what belongs to a person. */
function clickLines(click: Click | undefined): string[] {
	const head = ["## What a click on a card's button sends", ''];
	if (!click) return [...head, 'Not asked: no FEISHU_CALLBACK_PORT was set.', ''];
	return [
		...head,
		click.clicked ? 'A click arrived.' : 'No click arrived in time.',
		'',
		...click.node.map((words) => `- The node: ${words}`),
		...click.arrived.flatMap(({ refusal, headers, shape, seenAs }) => [
			`- A call with the headers ${headers.join(', ') || '(none of its own)'}: ${
				refusal ? `refused, ${refusal}` : `the trigger sees ${JSON.stringify(seenAs)}`
			}`,
			...shape.map((line) => `  - ${line}`),
		]),
		'',
	];
}

function tableOf({ title, differences }: ComparedStep): string[] {
	const cell = (text: string) => text.replaceAll('|', '\\|');
	return [
		`### ${title}`,
		'',
		'| | Feishu | stand-in |',
		'| --- | --- | --- |',
		...differences.map(
			({ what, feishu, standIn }) => `| ${cell(what)} | ${cell(feishu)} | ${cell(standIn)} |`,
		),
		'',
	];
}

function codeAndMessage(body: unknown): string {
	const { code, msg } = (body ?? {}) as { code?: unknown; msg?: unknown };
	return code === undefined ? 'no code in the body' : `code ${String(code)}, "${String(msg)}"`;
}

/** Also out of Feishu's own messages, which may name the app, the user or the request. */
function withoutSecrets(
	text: string,
	{ appId, appSecret, openId }: Account,
	bizId: string,
	{ steps }: Outcome,
): string {
	const tokens = steps.flatMap(({ exchanges }) =>
		exchanges.map(({ body }) => (body as Record<string, unknown> | undefined)?.tenant_access_token),
	);
	const logIds = steps.flatMap(({ exchanges }) =>
		exchanges.map(({ headers }) => headers['x-tt-logid']),
	);
	const hidden: Array<[unknown, string]> = [
		[appSecret, '<app secret>'],
		...tokens.map((token): [unknown, string] => [token, '<token>']),
		[appId, '<app ID>'],
		[openId, '<open ID>'],
		[bizId, '<business ID>'],
		...logIds.map((logId): [unknown, string] => [logId, '<log ID>']),
	];
	return hidden.reduce(
		(clean, [value, name]) =>
			typeof value === 'string' && value !== '' ? clean.replaceAll(value, name) : clean,
		text,
	);
}
