import { randomBytes } from 'node:crypto';

import type { App } from './apps';
import type { Settings } from './settings';

/** Hands out the tickets of store apps, and knows which are valid: several at once may be. */
export class TicketDesk {
	private readonly expiry = new Map<string, number>();

	constructor(private readonly settings: Settings) {}

	/** A new ticket; the one that the app was made with lives as long from now. */
	issue(app: App): string {
		const { clock, ticketLifetimeSeconds } = this.settings;
		const expiresAt = clock.now() + ticketLifetimeSeconds * 1_000;
		if (!this.expiry.has(app.appTicket)) this.expiry.set(app.appTicket, expiresAt);
		app.appTicket = `ticket-${randomBytes(12).toString('hex')}`;
		this.expiry.set(app.appTicket, expiresAt);
		return app.appTicket;
	}

	/** The ticket that an app was made with has no end until there is a second one. */
	isValid(app: App, ticket: string): boolean {
		const expiresAt = this.expiry.get(ticket);
		if (expiresAt === undefined) return ticket === app.appTicket;
		return this.settings.clock.now() < expiresAt;
	}

	/** As if the time of all of them were over. */
	expire(apps: Iterable<App>): void {
		for (const { appTicket } of apps) this.expiry.set(appTicket, 0);
		for (const ticket of this.expiry.keys()) this.expiry.set(ticket, 0);
	}
}
