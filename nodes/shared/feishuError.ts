import type { CodeMeaning } from './errorCodes';

interface FeishuErrorDetails extends CodeMeaning {
	/** Feishu's error code; null if Feishu gave none. */
	code: number | null;
	/** Feishu's own words: the message of a missing scope carries the link that grants it. */
	feishuMessage: string;
	/** What its answer tells besides the message, a line each: fields at fault, missing permissions, links. */
	hints: string;
	/** What Feishu's support asks for. */
	logId: string;
	/** True if the request may have been carried out although no answer says so. */
	outcomeUnknown: boolean;
	/** Feishu fails on this very request whenever it is sent, although others get through. */
	ofThisRequest?: boolean;
	/** How long Feishu asks to wait, in milliseconds; undefined if it does not say. */
	resetAfterMs?: number;
}

/**
 * An error of Feishu's, or of the way to it, in words for the user.
 *
 * The parts are in `details`, not on the error itself: n8n reads `code`, `status` or `description` of
 * an error that it wraps, takes a code that starts with 4 or 5 for an HTTP status, and then shows its own
 * sentence in place of ours (NodeApiError in n8n-workflow).
 */
export class FeishuError extends Error {
	readonly details: FeishuErrorDetails;

	constructor(
		details: Pick<FeishuErrorDetails, 'kind' | 'summary' | 'advice'> & Partial<FeishuErrorDetails>,
	) {
		const complete = {
			code: null,
			feishuMessage: '',
			hints: '',
			logId: '',
			outcomeUnknown: false,
			...details,
		};
		super(`${headlineOf(complete)}. ${complete.advice} ${saidIn(complete)}`.trim());
		this.name = 'FeishuError';
		this.details = complete;
	}

	get kind(): CodeMeaning['kind'] {
		return this.details.kind;
	}

	/** What happened, with the code: "The App Secret does not belong to this App ID (Feishu code 10015)". */
	get headline(): string {
		return headlineOf(this.details);
	}

	/** Feishu's own words, and what its answer tells besides them. */
	get said(): string {
		return saidIn(this.details);
	}

	/** The same, a line each. */
	get saidLines(): string[] {
		return partsIn(this.details).flatMap((part) => part.split('\n'));
	}

	/** The same error as one that no further try can help. */
	asFatal(advice = this.details.advice): FeishuError {
		return new FeishuError({ ...this.details, kind: 'fatal', advice });
	}

	/** The same error as one that concerns only what its request asked for. */
	asOfThisRequest(): FeishuError {
		return new FeishuError({ ...this.details, ofThisRequest: true });
	}

	/** The same error if it is certain that the request proper was not even sent. */
	asCertain(): FeishuError {
		return new FeishuError({ ...this.details, outcomeUnknown: false });
	}
}

/** For an answer that reports success, and lacks what was asked for. */
export function incompleteAnswer(
	what: string,
	details: Partial<FeishuErrorDetails> = {},
): FeishuError {
	const summary = `Feishu's answer does not say ${what}`;
	return new FeishuError({ kind: 'unavailable', summary, advice: 'Try again later.', ...details });
}

/**
 * The error as the FeishuError that it is.
 *
 * @throws the error itself, if it is none
 */
export function asFeishuError(error: unknown): FeishuError {
	if (error instanceof FeishuError) return error;
	throw error;
}

/**
 * The error of a request that Feishu refused for what is in it, or on which alone it fails.
 *
 * @throws the error, if it is anything else
 */
export function refusalIn(error: unknown): FeishuError {
	const failure = asFeishuError(error);
	if (failure.kind === 'refused' || failure.details.ofThisRequest) return failure;
	throw failure;
}

function headlineOf({ summary, code }: FeishuErrorDetails): string {
	return code === null ? summary : `${summary} (Feishu code ${code})`;
}

const saidIn = (details: FeishuErrorDetails) => partsIn(details).join(' ');

function partsIn({ feishuMessage, hints, logId }: FeishuErrorDetails): string[] {
	return [quoted(feishuMessage), hints, logId && `Log ID: ${logId}.`].filter(Boolean);
}

/** Feishu's own words as a sentence; empty if there are none. */
export const quoted = (feishuMessage: string) =>
	feishuMessage && `Feishu's message: "${feishuMessage}".`;
