import type { Fault } from './faults';

/** Every time in the stand-in goes through this, so a test may run it faster than real time. */
export interface Clock {
	now(): number;
	sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
	now: () => Date.now(),
	// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
};

export interface RecordedRequest {
	arrivedAt: number;
	method: string;
	path: string;
	/** A key given twice has its values joined by a comma, so no rule mistakes it for a good one. */
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	rawBody: string;
	/** undefined where there was no body, or it was not JSON. */
	body: unknown;
	/** Whose token it carried, where that token was valid. */
	appId?: string;
	tenantKey?: string;
	/** What was done to the connection instead of a normal answer. */
	fault?: Fault;
	/** The normal answer, also when a fault kept it from being sent. */
	status?: number;
	answer?: unknown;
	logId?: string;
	answeredAt?: number;
}

export interface Card {
	biz_id: string;
	user_id: string;
}

/** The position is the digit that the documents give each reason. */
export const REASONS = [
	'UNKNOWN',
	'NO_PERMISSION',
	'NOT_CREATED',
	'RATE_LIMITED',
	'DUPLICATE',
] as const;
export type Reason = (typeof REASONS)[number];

export type UserIdType = 'open_id' | 'union_id' | 'user_id';

export interface Complaint {
	code: number;
	msg: string;
}

export interface RateLimit {
	perSecond: number;
	/** Length of the sliding window, 1000 unless given. */
	windowMs?: number;
	/** 429 unless given; old APIs answer 400. */
	status?: number;
	/** Overrides x-ogw-ratelimit-reset; null leaves both rate limit headers out. */
	resetHeader?: string | null;
	/** Whether a refused request takes a place in the window too. */
	countRefused?: boolean;
	/** Somebody else's requests with the same app, per second, evenly spaced. */
	takenByOthers?: number;
}

/** What Feishu does. A test may change any of it while the stand-in runs. */
export interface Settings {
	clock: Clock;
	/** From arrival to answer; the work itself is done on arrival. */
	latencyMs: number | ((request: RecordedRequest) => number);
	/** `nth` counts the requests to the same method and path, from 1. */
	fault?: (request: RecordedRequest, nth: number) => Fault | undefined;
	logIdIn: 'header' | 'body' | 'both' | 'none';
	/** Also take "application/json" without the charset: for clients that are only measured. */
	acceptPlainJson: boolean;

	tokenLifetimeSeconds: number;
	/** The token endpoints' own refusals. */
	tokenEndpointErrorStatus: number;
	wrongSecret: Complaint;
	unknownApp: Complaint;
	/** An API's refusal of the token it was called with. */
	tokenErrorStatus: number;
	tokenErrorCode: number;
	/** Refuse every token, however new. */
	refuseEveryToken: boolean;

	rateLimit?: RateLimit;
	/** Answers every call of the card APIs: a quota, an address that is not allowed, and so on. */
	stopWith?: Complaint & { status: number };

	/** 'any': every ID that looks right is somebody, unless it is in `unknownUsers`. */
	knownUsers: 'any' | Set<string>;
	unknownUsers: Set<string>;
	crossAppUsers: Set<string>;
	/** false: the whole request is refused without saying which ID was wrong. */
	nameIdsInMessage: boolean;
	/** The whole request is refused when this returns something for one of its cards. */
	refuseCards?: (card: Card) => Complaint | undefined;
	/** Fails one card; `nth` counts how often it was asked for, from 1. `raw` is spelled as it is. */
	failCard?: (card: Card, nth: number) => Reason | { raw: unknown } | undefined;

	reasonStyle: 'name' | 'digit' | 'number';
	/** 'byDocument': for user_id_type=user_id, unless the app may read employee IDs. */
	omitUserId: 'byDocument' | boolean;
	/** When no card failed: `data: {failed_cards: []}` instead of `data: {}`. */
	emptyFailedCards: boolean;
}

export const defaultSettings = (): Settings => ({
	clock: realClock,
	latencyMs: 0,
	fault: undefined,
	logIdIn: 'header',
	acceptPlainJson: false,
	tokenLifetimeSeconds: 7200,
	tokenEndpointErrorStatus: 200,
	wrongSecret: { code: 10015, msg: 'wrong app secret' },
	unknownApp: { code: 10003, msg: 'invalid param' },
	tokenErrorStatus: 400,
	tokenErrorCode: 99991663,
	refuseEveryToken: false,
	rateLimit: { perSecond: 10 },
	stopWith: undefined,
	knownUsers: 'any',
	unknownUsers: new Set(),
	crossAppUsers: new Set(),
	nameIdsInMessage: true,
	refuseCards: undefined,
	failCard: undefined,
	reasonStyle: 'name',
	omitUserId: 'byDocument',
	emptyFailedCards: false,
});
