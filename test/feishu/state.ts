import { TokenDesk, type App } from './apps';
import { CardBox } from './cards';
import { Departments } from './departments';
import type { Group } from './groups';
import { LongConnections } from './longConnections';
import { PictureBox } from './pictures';
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
	readonly departments = new Departments();
	readonly groups = new Map<string, Group>();
	readonly pictures = new PictureBox();
	readonly cards: CardBox;
	readonly longConnections: LongConnections;
	readonly rateWindow = new RateWindow();

	constructor(readonly settings: Settings) {
		this.longConnections = new LongConnections(() => settings.longConnections);
		this.tokens = new TokenDesk(settings);
		this.tickets = new TicketDesk(settings);
		this.users = new Users(settings);
		this.cards = new CardBox(this.users, settings);
	}
}
