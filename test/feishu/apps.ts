import { randomBytes } from 'node:crypto';
import type { Settings } from './settings';

export const WRITE_SCOPE = 'im:app_feed_card:write';
export const EMPLOYEE_ID_SCOPE = 'contact:user.employee_id:readonly';

export interface App {
	appId: string;
	appSecret: string;
	type: 'selfBuilt' | 'store';
	appTicket: string;
	/** The tenants that installed it; a self-built app has one, its own. */
	tenantKeys: string[];
	scopes: Set<string>;
	/** 用户身份权限: what it may do as a user, which a tenant token does not. */
	userScopes: string[];
	disabled: boolean;
	installed: boolean;
	/** 机器人能力: feed cards do not need it, groups and pictures do. */
	bot: boolean;
	/** 通讯录权限范围: everybody, or open IDs of departments and of people. */
	range: 'all' | Set<string>;
}

export const DEFAULT_APP: App = {
	appId: 'cli_a1b2c3d4e5f6a7b8',
	appSecret: 'secret-of-the-default-app',
	type: 'selfBuilt',
	appTicket: 'ticket-of-the-store-app',
	tenantKeys: ['73658811060f175d'],
	scopes: new Set([WRITE_SCOPE]),
	userScopes: [],
	disabled: false,
	installed: true,
	bot: false,
	range: 'all',
};

/** An app in one tenant: who a tenant token stands for, and whose cards these are. */
export interface Owner {
	appId: string;
	tenantKey: string;
}

export type TokenKind = 'tenant' | 'app';

interface Token extends Owner {
	text: string;
	kind: TokenKind;
	expiresAt: number;
}

const HALF_AN_HOUR = 30 * 60 * 1000;

/** Hands out tokens and knows which are valid. */
export class TokenDesk {
	private tokens: Token[] = [];

	constructor(private readonly settings: Settings) {}

	/** 自建应用获取 tenant_access_token, 注意事项: with 30 minutes left, the same one again. */
	issue(kind: TokenKind, owner: Owner): { text: string; expire: number } {
		const now = this.settings.clock.now();
		const old = this.tokens.find(
			(token) =>
				token.kind === kind &&
				token.appId === owner.appId &&
				token.tenantKey === owner.tenantKey &&
				token.expiresAt - now >= HALF_AN_HOUR,
		);
		const token = old ?? {
			text: `${kind === 'tenant' ? 't' : 'a'}-${randomBytes(20).toString('hex')}`,
			kind,
			...owner,
			expiresAt: now + this.settings.tokenLifetimeSeconds * 1000,
		};
		if (!old) this.tokens.push(token);
		return { text: token.text, expire: Math.floor((token.expiresAt - now) / 1000) };
	}

	/** Who a token stands for, if it is valid now. */
	ownerOf(kind: TokenKind, text: string): Owner | undefined {
		const token = this.tokens.find((one) => one.kind === kind && one.text === text);
		const valid = token !== undefined && token.expiresAt > this.settings.clock.now();
		return valid ? token : undefined;
	}

	expire(kind?: TokenKind): void {
		const now = this.settings.clock.now();
		for (const token of this.tokens) {
			if (kind === undefined || token.kind === kind) token.expiresAt = now;
		}
	}

	revoke(kind?: TokenKind): void {
		this.tokens = this.tokens.filter((token) => kind !== undefined && token.kind !== kind);
	}
}
