/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import {
	FeishuAppApi,
	FeishuAppFeedCard,
	FeishuAppFeedCardConnectionTrigger,
	FeishuAppFeedCardTrigger,
} from '../../engine/built';

const PROJECT = resolve(__dirname, '..', '..', '..');

export const DOCS = join(PROJECT, 'docs');

/** The pictures of the READMEs and pages; the cases of the browser take each under this name. */
export const PICTURES = [
	'canvas',
	'connection-trigger',
	'create-card',
	'credential',
	'failed-card',
	'find-the-node',
	'missing-scope',
	'nothing-failed',
	'trigger',
];

export const MAX_BYTES = 150_000;

/** Beside the pictures: what the panel and the output were like when they were taken. */
export const STAMP = join(DOCS, 'pictures.json');

/** What the output panel says comes from here, and the icons are what is seen first. */
const FILES = [
	'icons/feedCard.svg',
	'dist/nodes/FeishuAppFeedCard/output/errors.js',
	'dist/nodes/FeishuAppFeedCard/output/html.js',
	'dist/nodes/FeishuAppFeedCard/output/summaryLine.js',
	'dist/nodes/FeishuAppFeedCard/output/results.js',
	'dist/nodes/FeishuAppFeedCard/sending/failedCards.js',
	'dist/nodes/shared/errorCodes.js',
	'dist/nodes/shared/feishuError.js',
];

/**
 * A hash of all that the pictures may show of the package as it is built: descriptions, labels, messages. The
 * READMEs are not in it, and what changes in comments or behind the panel changes nothing.
 */
export function hashOfWhatIsShown(): string {
	const { displayName, properties } = new FeishuAppApi();
	const described = [
		new FeishuAppFeedCard().description,
		new FeishuAppFeedCardTrigger().description,
		new FeishuAppFeedCardConnectionTrigger().description,
		{ displayName, properties },
	];
	const texts = [
		JSON.stringify(described),
		...FILES.map((file) => readFileSync(join(PROJECT, file), 'utf8')),
	];
	return createHash('sha256').update(texts.join('\0')).digest('hex');
}
