import type { App } from './apps';
import type { Fault } from './faults';
import { defaultLongConnections, type LongConnectionSettings } from './longConnections';

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
	/** The same, before it was read as text. */
	bytes: Buffer;
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

/** open_app_feed_card in the documents of create and update. */
export interface AppFeedCard {
	biz_id?: string;
	title?: string;
	avatar_key?: string;
	preview?: string;
	status_label?: { text: string; type: string };
	buttons?: { buttons: Array<Record<string, unknown>> };
	link?: { link: string };
	time_sensitive?: boolean;
	notify?: { close_notify?: boolean; custom_sound_text?: string; with_custom_sound?: boolean };
}

/** A card as a request names it; create and update say what is in it. */
export interface NamedCard extends Card {
	contents?: AppFeedCard;
	updateFields?: string[];
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

/** Somebody else's requests with the same app, evenly spaced. Times count from the API's first request. */
export interface TakenByOthers {
	perSecond: number;
	fromMs?: number;
	untilMs?: number;
}

export interface RateLimit {
	perSecond: number;
	/** Length of the window, 1000 unless given. */
	windowMs?: number;
	/** The window does not slide: every `windowMs` of the clock a new one begins. */
	fixed?: boolean;
	/** 429 unless given; old APIs answer 400. */
	status?: number;
	/** Overrides x-ogw-ratelimit-reset; null leaves both rate limit headers out. */
	resetHeader?: string | null;
	/** Whether a refused request takes a place in the window too. */
	countRefused?: boolean;
	/** A number: so many a second, all the time. */
	takenByOthers?: number | TakenByOthers[];
}

/** A time in which every request to the card APIs meets a fault, counted from the first of them. */
export interface Outage {
	fromMs: number;
	untilMs: number;
	fault: Fault;
}

/** What Feishu does. A test may change any of it while the stand-in runs. */
export interface Settings {
	clock: Clock;
	/** From arrival to answer; the work itself is done on arrival. */
	latencyMs: number | ((request: RecordedRequest) => number);
	/** `nth` counts the requests to the same method and path, from 1. */
	fault?: (request: RecordedRequest, nth: number) => Fault | undefined;
	/** Whoever sends a request to a card API in these times meets their fault. */
	outages: Outage[];
	logIdIn: 'header' | 'body' | 'both' | 'none';
	/** Also take "application/json" without the charset: for clients that are only measured. */
	acceptPlainJson: boolean;

	/** documents.storeAppQuestions: app_ticket有效期 3 小时; shorter where time is scaled. */
	ticketLifetimeSeconds: number;
	/** How a ticket that was asked for goes out: as an event, which the test sends. */
	sendTicket?: (app: App, ticket: string) => void;

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

	/** Each API counts for itself (频控策略等级: 每个 API、每个应用、每个租户). */
	rateLimit?: RateLimit;
	/** Limits of single APIs in its place; a key is "POST /open-apis/im/v2/app_feed_card". */
	rateLimits: Record<string, RateLimit>;
	/** Of each API that looks people up or takes pictures: all of them hold at once. */
	lookUpRates: RateLimit[];
	/** Answers every call of the card APIs: a quota, an address that is not allowed, and so on. */
	stopWith?: Complaint & { status: number };

	/** 'any': every ID that looks right is somebody, unless it is in `unknownUsers`. */
	knownUsers: 'any' | Set<string>;
	unknownUsers: Set<string>;
	crossAppUsers: Set<string>;
	/** false: the whole request is refused without saying which ID was wrong. */
	nameIdsInMessage: boolean;
	/** Not documented: whether a wrong user fails the whole request, or its own entry for which reason. */
	wrongUser: 'refusesRequest' | Reason | { raw: unknown };
	/** AppLinks of these apps are not right. */
	unknownAppLinkApps: Set<string>;
	/** Documents differ on an address of nobody: its entry is left out, or is there without an ID. */
	unknownAddress: 'leftOut' | 'withoutId' | 'emptyId';
	/**
	 * Documents differ on an address of somebody out of the app's range: as one of nobody, or the request is
	 * refused (documents.contactQuestions: 调用 API 时会返回邮箱或手机号不存在的报错提示).
	 */
	outOfRange: 'asUnknown' | (Complaint & { namesThem?: boolean });
	/** Not documented: an address in an answer is written as it was asked for, or as Feishu has it. */
	echo: 'asAsked' | 'asStored';
	/** Not documented: the order of the answer's entries. */
	answerOrder: 'asAsked' | 'reversed';
	/** Entries that nobody asked for. */
	alsoAnswers?: Array<Record<string, string>>;
	/** Departments, by the ID in the path, that are too large to be listed with all below (43010). */
	hugeDepartments: Set<string>;
	/** A picture is refused when this returns something for it. */
	refusePicture?: (bytes: Buffer) => Complaint | undefined;
	/** The whole request is refused when this returns something for one of its cards. */
	refuseCards?: (card: NamedCard) => Complaint | undefined;
	/** Feishu fails on the whole request when this returns something for one of its cards. */
	poisonCards?: (card: NamedCard) => (Complaint & { status: number }) | undefined;
	/** Fails one card; `nth` counts how often this API was asked for it, from 1. `raw` is spelled as it is. */
	failCard?: (
		card: NamedCard,
		nth: number,
		request: RecordedRequest,
	) => Reason | { raw: unknown } | undefined;

	/** Not documented: what create says of a card that exists; a complaint refuses the whole request. */
	existingCard: 'reported' | 'recreated' | Complaint;
	/** Not documented: whether create may use the biz_id of a card that was deleted. */
	bizIdAfterDelete: 'free' | 'taken';
	/** Not documented: what update says of a card that does not exist. */
	updateOfMissing: 'reported' | Complaint;
	/** Not documented: a field that update_fields names and app_feed_card does not have. */
	missingUpdateField: 'cleared' | 'refused';
	/** Not documented: the same card twice in a delete or an update. 'reported' is reason 4. */
	sameCardTwice: 'reported' | 'carriedOut';

	/** 'sdkName': as in the official Java SDK, whose last one is DUPLICATED. */
	reasonStyle: 'name' | 'digit' | 'number' | 'sdkName' | 'lowerCase';
	/** 'byDocument': for user_id_type=user_id, unless the app may read employee IDs. */
	omitUserId: 'byDocument' | boolean;
	/** When no card failed: failed_cards is left out, or [] (true), or null. */
	emptyFailedCards: boolean | 'null';

	longConnections: LongConnectionSettings;
}

export const defaultSettings = (): Settings => ({
	clock: realClock,
	latencyMs: 0,
	fault: undefined,
	outages: [],
	logIdIn: 'header',
	acceptPlainJson: false,
	ticketLifetimeSeconds: 10_800,
	sendTicket: undefined,
	tokenLifetimeSeconds: 7200,
	tokenEndpointErrorStatus: 200,
	wrongSecret: { code: 10015, msg: 'wrong app secret' },
	unknownApp: { code: 10003, msg: 'invalid param' },
	tokenErrorStatus: 400,
	tokenErrorCode: 99991663,
	refuseEveryToken: false,
	rateLimit: { perSecond: 10 },
	rateLimits: {},
	// 1000 次/分钟、50 次/秒 (频控策略, 4)
	lookUpRates: [{ perSecond: 50 }, { perSecond: 1000 / 60, windowMs: 60_000 }],
	stopWith: undefined,
	knownUsers: 'any',
	unknownUsers: new Set(),
	crossAppUsers: new Set(),
	nameIdsInMessage: true,
	wrongUser: 'refusesRequest',
	unknownAppLinkApps: new Set(),
	unknownAddress: 'leftOut',
	outOfRange: 'asUnknown',
	echo: 'asAsked',
	answerOrder: 'asAsked',
	alsoAnswers: undefined,
	hugeDepartments: new Set(),
	refusePicture: undefined,
	refuseCards: undefined,
	poisonCards: undefined,
	failCard: undefined,
	existingCard: 'reported',
	bizIdAfterDelete: 'free',
	updateOfMissing: 'reported',
	missingUpdateField: 'cleared',
	sameCardTwice: 'reported',
	reasonStyle: 'name',
	omitUserId: 'byDocument',
	emptyFailedCards: false,
	longConnections: defaultLongConnections(),
});
