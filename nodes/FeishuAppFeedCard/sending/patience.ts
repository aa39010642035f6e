import type { FeishuClient, FeishuRequest } from '../../shared/client';
import { clock } from '../../shared/clock';
import { MISSING_SCOPE } from '../../shared/errorCodes';
import { asFeishuError, type FeishuError } from '../../shared/feishuError';
import { permissionAdvice, type Permission } from '../card/permissions';
import { joinLimiter, type Limiter } from '../pacing/limiter';
import { startInMinute } from '../pacing/perMinute';
import type { Reservation } from '../pacing/reservation';
import { decide, FAULTY_AT_MOST, noteThrough, type Progress, type Tried } from './retryPolicy';

/** Feishu's rate limits ("频控策略"), level 4: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
const PER_SECOND = 50;
const PER_MINUTE = 1_000;

/** One look-up or upload. */
export interface PatientRequest extends Omit<FeishuRequest, 'timeoutMs'> {
	/** Names the API if the path differs from request to request: Feishu's limit counts for each. */
	api?: string;
	needs: Permission;
	/** What it asks for, if it can be asked for in parts. */
	parts?: ArrayLike<unknown>;
	/** Shared by the parts of one request that failed. */
	search?: Tried['search'];
}

/** Requests of the same work that have not begun. */
interface Waiting {
	any(): boolean;
	/** Begins one or more of them. */
	begin(): void;
}

interface PatienceSettings {
	client: FeishuClient;
	maxRetries: number;
	/** For one request, in milliseconds. */
	timeout: number;
	/** Aborted when the execution is stopped. */
	signal: AbortSignal | undefined;
}

/**
 * Sends requests that look something up or upload it, each on its own, at the pace of their APIs and with
 * the same patience as the requests for cards.
 */
export class PatientClient {
	private readonly limiters = new Map<string, Limiter>();
	/** The end of each API's queue. */
	private readonly waiting = new Map<string, Promise<void>>();
	private readonly progress: Progress = {};
	private readonly open = new Set<Tried>();
	/** Whoever asks for one thing after another says here what is left: it shows whether Feishu fails on all. */
	left: Waiting = { any: () => false, begin: () => {} };

	constructor(private readonly settings: PatienceSettings) {}

	/** Whether a request can go at once; if not, the next one fetches a token first. */
	hasToken(): boolean {
		return this.settings.client.hasToken();
	}

	/**
	 * @throws FeishuError (refused) if Feishu refuses what is in the request, (of this request) if it fails on it
	 *   alone, and any other if no further try can help; the signal's reason when the execution is stopped
	 */
	async request({ parts = [1], search = {}, ...request }: PatientRequest) {
		const tried: Tried = { cards: parts, search, faults: 0, tokenRefusals: 0 };
		this.open.add(tried);
		try {
			return await this.tryUntilAnswered(request, tried);
		} finally {
			this.open.delete(tried);
		}
	}

	private async tryUntilAnswered(
		{ api, needs, ...request }: PatientRequest,
		tried: Tried,
	): Promise<Record<string, unknown>> {
		const { client, timeout, signal } = this.settings;
		// Who was left must not join again: nobody would leave.
		signal?.throwIfAborted();
		const key = client.rateLimitKey(request.method, api ?? request.path);
		const limiter = this.limiters.get(key) ?? joinLimiter(key, PER_SECOND);
		this.limiters.set(key, limiter);
		for (;;) {
			const reservation = await this.reserve(key, limiter);
			try {
				const answer = await client.request({ ...request, timeoutMs: timeout });
				limiter.answered(reservation);
				noteThrough(this.progress, reservation.startedAt);
				return answer;
			} catch (error) {
				signal?.throwIfAborted();
				const waitMs = this.afterFailure(asFeishuError(error), limiter, reservation, tried, needs);
				await clock.sleep(waitMs, signal);
			}
		}
	}

	/**
	 * @returns how long to wait before the next try, in milliseconds
	 * @throws FeishuError if none can help
	 */
	private afterFailure(
		error: FeishuError,
		limiter: Limiter,
		reservation: Reservation,
		tried: Tried,
		needs: Permission,
	): number {
		if (error.kind === 'rateLimited') limiter.refused(reservation, error.details.resetAfterMs);
		else limiter.answered(reservation);
		if (error.details.code === MISSING_SCOPE) {
			throw error.asFatal(permissionAdvice(needs, this.settings.client));
		}
		const now = clock.elapsed();
		const others = [...this.open].filter((other) => other !== tried);
		// What is all that was ever asked for does not show that Feishu fails on it alone.
		const isAll = this.progress.lastThrough === undefined && tried.cards.length === 1;
		const decision = decide({
			batch: tried,
			error,
			sentAt: reservation.startedAt,
			now,
			progress: this.progress,
			others,
			hasMore: isAll || this.left.any(),
			maxRetries: this.settings.maxRetries,
		});
		if (decision.what === 'stop') throw decision.error;
		const isFault = error.kind === 'unavailable';
		if (decision.what === 'search') {
			if (!isFault) throw error;
			tried.search.failingSince ??= tried.firstFaultAt;
			throw error.asOfThisRequest();
		}
		// Where no answer of Feishu's comes, the others would not get one either.
		const faulty = others.filter(({ faults }) => faults > 0).length + 1;
		if (isFault && error.details.code !== null && faulty < FAULTY_AT_MOST) this.left.begin();
		return decision.at - now;
	}

	/**
	 * One waits for its start at a time, and the others for it: first come, first served. They go evenly: many
	 * that leave the process in one moment hold back the requests for cards, which Feishu counts as they arrive.
	 */
	private async reserve(key: string, limiter: Limiter): Promise<Reservation> {
		const { signal } = this.settings;
		const before = this.waiting.get(key) ?? Promise.resolve();
		const reservation = before.then(async () => {
			await startInMinute(key, PER_MINUTE, signal);
			return await limiter.reserve(signal);
		});
		// The next one waits for its turn, whatever became of this one.
		const next = async () => await clock.sleep(1_000 / PER_SECOND, signal);
		this.waiting.set(key, reservation.then(next, next));
		return await reservation;
	}

	leave(): void {
		for (const limiter of this.limiters.values()) limiter.leave();
		this.limiters.clear();
	}
}
