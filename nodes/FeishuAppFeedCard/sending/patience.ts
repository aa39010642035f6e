import type { FeishuClient, FeishuRequest } from '../../shared/client';
import { clock } from '../../shared/clock';
import { MISSING_SCOPE } from '../../shared/errorCodes';
import { asFeishuError, type FeishuError } from '../../shared/feishuError';
import { permissionAdvice, type Permission } from '../card/permissions';
import { joinLimiter, type Limiter } from '../pacing/limiter';
import { startInMinute } from '../pacing/perMinute';
import type { Reservation } from '../pacing/reservation';
import { newBatch, type Batch } from './batch';
import { decide, noteThrough, type Progress } from './retryPolicy';

/** Feishu's rate limits ("频控策略"), level 4: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
const PER_SECOND = 50;
const PER_MINUTE = 1_000;

/** One look-up or upload. */
export interface PatientRequest extends Omit<FeishuRequest, 'timeoutMs'> {
	/** Names the API if the path differs from request to request: Feishu's limit counts for each. */
	api?: string;
	needs: Permission;
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

	constructor(private readonly settings: PatienceSettings) {}

	/** Whether a request can go at once; if not, the next one fetches a token first. */
	hasToken(): boolean {
		return this.settings.client.hasToken();
	}

	/**
	 * @throws FeishuError (refused) if Feishu refuses what is in the request, and any other if no further
	 *   try can help; the signal's reason when the execution is stopped
	 */
	async request({ api, needs, ...request }: PatientRequest): Promise<Record<string, unknown>> {
		const { client, timeout, signal } = this.settings;
		// Who was left must not join again: nobody would leave.
		signal?.throwIfAborted();
		const key = client.rateLimitKey(request.method, api ?? request.path);
		const limiter = this.limiters.get(key) ?? joinLimiter(key, PER_SECOND);
		this.limiters.set(key, limiter);
		// A request of its own: there is nothing to search in it.
		const batch = newBatch([]);
		for (;;) {
			const reservation = await this.reserve(key, limiter);
			try {
				const answer = await client.request({ ...request, timeoutMs: timeout });
				limiter.answered(reservation);
				noteThrough(this.progress, reservation.startedAt);
				return answer;
			} catch (error) {
				signal?.throwIfAborted();
				const waitMs = this.afterFailure(asFeishuError(error), limiter, reservation, batch, needs);
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
		batch: Batch,
		needs: Permission,
	): number {
		if (error.kind === 'rateLimited') limiter.refused(reservation, error.details.resetAfterMs);
		else limiter.answered(reservation);
		if (error.details.code === MISSING_SCOPE) {
			throw error.asFatal(permissionAdvice(needs, this.settings.client));
		}
		const now = clock.elapsed();
		const decision = decide({
			batch,
			error,
			sentAt: reservation.startedAt,
			now,
			progress: this.progress,
			others: [],
			hasMore: true,
			maxRetries: this.settings.maxRetries,
		});
		if (decision.what === 'sendAgain') return decision.at - now;
		throw decision.what === 'stop' ? decision.error : error;
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
