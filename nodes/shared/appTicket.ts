/**
 * The tickets of store apps that this process has heard of. Feishu sends one to the app's only address every
 * hour, whatever number of tenants has installed the app; here it serves every credential of the app.
 * https://open.feishu.cn/document/server-docs/application-v6/event/app_ticket-events
 */
import { appKeyOf, type StoreApp } from './app';
import { clock } from './clock';

/** A ticket lives three hours ("有效期 3 小时"): https://open.feishu.cn/document/faq/questions-related-to-isv */
const LIVES_MS = 3 * 3_600_000;

/** A ticket that was asked for takes up to two minutes to come (same page). */
const ASK_AGAIN_AFTER_MS = 5 * 60_000;

/** Chosen: at one an hour, a credential last saved 20 hours ago costs no refused request. */
const OUTDATED_AT_MOST = 20;

/** The newest ticket of each app. */
const heard = new Map<
	string,
	{
		ticket: string;
		/** When Feishu sent it: milliseconds since 1970 by Feishu's clock; 0 if unknown. */
		sentAt: number;
		/** When it came: milliseconds since 1970 by ours. */
		heardAt: number;
		/** Tickets that it replaces. What is not here may be one that the user typed in after it came. */
		outdated: string[];
	}
>();
const askedAt = new Map<string, number>();

/**
 * Takes note of a ticket, unless a newer one came before it, or its time is over: an event that Feishu
 * repeats may be hours old.
 *
 * @param sentAt in milliseconds since 1970 by Feishu's clock; 0 if unknown
 * @param newestSentAt the same of the newest ticket that this or another process has stored; 0 if unknown
 * @returns why it is left out; undefined if it is the newest now
 */
export function hearTicket(
	app: StoreApp,
	ticket: string,
	sentAt: number,
	newestSentAt: number,
): 'older' | 'expired' | undefined {
	const last = heard.get(appKeyOf(app));
	if (sentAt !== 0) {
		if (sentAt < Math.max(newestSentAt, last?.sentAt ?? 0)) return 'older';
		if (clock.now() - sentAt >= LIVES_MS) return 'expired';
	}
	if (last?.ticket === ticket) return undefined;
	const outdated = last ? [...last.outdated, last.ticket].slice(-OUTDATED_AT_MOST) : [];
	heard.set(appKeyOf(app), { ticket, sentAt, heardAt: clock.now(), outdated });
	return undefined;
}

/** The ticket that was heard last, as long as it lives. */
export function newestTicket(app: StoreApp): string | undefined {
	const last = heard.get(appKeyOf(app));
	return last && clock.now() - last.heardAt < LIVES_MS ? last.ticket : undefined;
}

/** The newest ticket if the credential's own is missing or known to be older. */
export function newerTicket(app: StoreApp): string | undefined {
	const isOlder =
		app.appTicket === '' || heard.get(appKeyOf(app))?.outdated.includes(app.appTicket);
	return isOlder ? newestTicket(app) : undefined;
}

/** The tickets to fetch a token with, the best first; several may be valid at once (same page). */
export function ticketsToTry(app: StoreApp): string[] {
	const newer = newerTicket(app);
	const tickets = [newer, app.appTicket, newestTicket(app)];
	return [...new Set(tickets)].filter(
		(ticket) => ticket !== undefined && ticket !== '',
	) as string[];
}

/** This ticket is not to be used any more: Feishu refused it, or a newer one takes its place. */
export function dropTicket(app: StoreApp, ticket: string): void {
	const last = heard.get(appKeyOf(app));
	if (last?.ticket === ticket) heard.delete(appKeyOf(app));
	else if (last) last.outdated = [...last.outdated, ticket].slice(-OUTDATED_AT_MOST);
}

/** Whether the caller may ask Feishu for a ticket now; if so, the time is noted, and others must wait. */
export function claimAsking(app: StoreApp): boolean {
	const last = askedAt.get(appKeyOf(app));
	if (last !== undefined && clock.now() - last < ASK_AGAIN_AFTER_MS) return false;
	askedAt.set(appKeyOf(app), clock.now());
	return true;
}

/** Undoes `claimAsking` after a refusal, so that a corrected credential can ask at once. */
export function takeBackAsking(app: StoreApp): void {
	askedAt.delete(appKeyOf(app));
}
