import { TokenDesk, type App } from './apps';
import { CardBox } from './cards';
import { RateWindow } from './rateWindow';
import type { Settings } from './settings';
import { TicketDesk } from './tickets';
import { Users } from './users';

/** All that the stand-in knows and remembers. */
export class State {
	readonly apps = new Map<string, App>();
	readonly tokens: TokenDesk;
	readonly tickets: TicketDesk;
	readonly users: Users;
	readonly cards: CardBox;
	readonly rateWindow = new RateWindow();

	constructor(readonly settings: Settings) {
		this.tokens = new TokenDesk(settings);
		this.tickets = new TicketDesk(settings);
		this.users = new Users(settings);
		this.cards = new CardBox(this.users, settings);
	}
}
