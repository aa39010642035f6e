import type { RateLimit, TakenByOthers } from './settings';

interface Api {
	/** When the first request came. */
	firstAt: number;
	/** What took a place since the window began. */
	arrivals: number[];
}

/** Counts requests, for each app, tenant and API apart (频控策略等级). */
export class RateWindow {
	private readonly apis = new Map<string, Api>();

	/** undefined when the request may pass; else the limit that it breaks, and the seconds until the next may. */
	check(
		key: string,
		at: number,
		limits: RateLimit[],
	): { limit: RateLimit; seconds: number } | undefined {
		const seconds = limits.map((limit, index) => this.secondsToWait(`${key} ${index}`, at, limit));
		const broken = seconds.findIndex((wait) => wait !== undefined);
		limits.forEach((limit, index) => {
			if (broken === -1 || limit.countRefused) this.apis.get(`${key} ${index}`)?.arrivals.push(at);
		});
		if (broken === -1) return undefined;
		return { limit: limits[broken], seconds: Math.max(...seconds.map((wait) => wait ?? 0)) };
	}

	private secondsToWait(key: string, at: number, limit: RateLimit): number | undefined {
		const windowMs = limit.windowMs ?? 1000;
		const places = Math.floor((limit.perSecond * windowMs) / 1000);
		const after = limit.fixed ? Math.floor(at / windowMs) * windowMs - 1 : at - windowMs;
		const api = this.apis.get(key) ?? { firstAt: at, arrivals: [] };
		this.apis.set(key, api);
		api.arrivals = api.arrivals.filter((time) => time > after);

		const others = takers(limit).flatMap((taker) => timesOf(taker, api.firstAt, after, at));
		const taken = [...api.arrivals, ...others];
		if (taken.length < places) return undefined;

		if (limit.fixed) return Math.max(1, Math.ceil((after + 1 + windowMs - at) / 1000));
		const mustLeave = taken.sort((a, b) => a - b)[taken.length - places] ?? at;
		return Math.max(1, Math.ceil((mustLeave + windowMs - at) / 1000));
	}
}

function takers({ takenByOthers = 0 }: RateLimit): TakenByOthers[] {
	return typeof takenByOthers === 'number' ? [{ perSecond: takenByOthers }] : takenByOthers;
}

/** When somebody else's requests came, since `after` and up to `at`. */
function timesOf(taker: TakenByOthers, firstAt: number, after: number, at: number): number[] {
	const { perSecond, fromMs = -Infinity, untilMs = Infinity } = taker;
	const times: number[] = [];
	if (perSecond === 0) return times;
	const step = 1000 / perSecond;
	for (let time = Math.floor(at / step) * step; time > after; time -= step) {
		if (time >= firstAt + fromMs && time < firstAt + untilMs) times.push(time);
	}
	return times;
}
