import type { RateLimit } from './settings';

/** Counts the requests of the last second, for each app, tenant and API apart (频控策略等级). */
export class RateWindow {
	private readonly arrivals = new Map<string, number[]>();

	/** undefined when the request may pass; else the seconds until the next one may. */
	secondsToWait(key: string, at: number, limit: RateLimit): number | undefined {
		const windowMs = limit.windowMs ?? 1000;
		const places = Math.floor((limit.perSecond * windowMs) / 1000);
		const own = (this.arrivals.get(key) ?? []).filter((time) => time > at - windowMs);
		this.arrivals.set(key, own);

		const taken = [...own, ...timesOfOthers(at, windowMs, limit.takenByOthers ?? 0)];
		const free = taken.length < places;
		if (free || limit.countRefused) own.push(at);
		if (free) return undefined;

		const mustLeave = taken.sort((a, b) => a - b)[taken.length - places] ?? at;
		return Math.max(1, Math.ceil((mustLeave + windowMs - at) / 1000));
	}
}

function timesOfOthers(at: number, windowMs: number, perSecond: number): number[] {
	const times: number[] = [];
	if (perSecond === 0) return times;
	const step = 1000 / perSecond;
	for (let time = Math.floor(at / step) * step; time > at - windowMs; time -= step) {
		times.push(time);
	}
	return times;
}
