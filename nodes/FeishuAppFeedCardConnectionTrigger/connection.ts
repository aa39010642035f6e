import type { IDataObject, Logger } from 'n8n-workflow';

import { ownerOf, type SelfBuiltApp } from '../shared/app';
import { clock } from '../shared/clock';
import { FeishuError } from '../shared/feishuError';
import type { Http } from '../shared/http';
import { askForEndpoint, askForRefusal, DEFAULT_TIMING } from './endpoint';
import { FeishuSocket, type Receiver } from './socket';

/** What a trigger makes of a call. */
export interface Reaction {
	/** What the person who clicked sees; empty for nothing. */
	toast: IDataObject;
	/** Starts the workflow; to be called once Feishu has its answer. */
	start: () => void;
}

/** A trigger, as the connection sees it. */
export interface Listener {
	/**
	 * The app as the credential has it at this moment.
	 *
	 * @throws FeishuError if a field is empty or wrong; any other error if n8n cannot read it
	 */
	readApp(): Promise<SelfBuiltApp>;
	readonly http: Http;
	readonly logger: Logger;
	/** The name of its workflow, for messages. */
	readonly workflow: string | undefined;
	/**
	 * @param text the JSON of the call
	 * @param messageId names a call that has no ID of its own
	 * @returns undefined if it does not concern the trigger
	 */
	react(text: string, messageId: string): Reaction | undefined;
	connected(): void;
	/** @param isFinal the listener has been removed, and is not told anything any more */
	failed(error: FeishuError, isFinal: boolean): void;
}

/** After this many refusals by Feishu in a row (chosen) the triggers give up. */
const REFUSALS_AT_MOST = 3;

/** A trigger gives up when its credential could not be read for this long (chosen): n8n's database may be away for a minute. */
const UNREADABLE_AT_MOST_MS = 5 * 60_000;

/** After a connection that lasted this long (chosen) the pauses begin anew; after shorter ones they grow. */
const STEADY_AFTER_MS = 60_000;

/** Before the second try (chosen). */
const FIRST_PAUSE_MS = 1_000;

/** The long connection of one app, for all triggers of this process that use it. */
export class Connection {
	/** Each with since when its credential cannot be read, in `clock.elapsed()`; undefined while it can, or need not be. */
	private readonly listeners = new Map<Listener, number | undefined>();
	private socket?: FeishuSocket;
	private isUp = false;
	private wasUp = false;
	private readonly end = new AbortController();
	/** Ends the present pause between two tries. */
	private pausing = new AbortController();
	/** Why it is not open: the causes that were logged since it last was, each once. */
	private readonly told = new Set<string>();
	/** What has come that is left out: logged once as well. */
	private readonly strange = new Set<string>();

	/** @param key the fingerprint of the app with its secret: without the secret nobody gets its clicks */
	constructor(
		readonly key: string,
		readonly appKey: string,
		private readonly hooks: {
			/** The listener's credential is another app's now, or has another secret. */
			leave: (listener: Listener, app: SelfBuiltApp) => void;
			/** It is open for the first time: app and secret are right. */
			firstConnected: (connection: Connection) => void;
			over: (connection: Connection) => void;
		},
	) {}

	add(listener: Listener): void {
		this.listeners.set(listener, undefined);
		if (this.isUp) listener.connected();
		// Whoever joins wants to know now whether it can be opened.
		this.pausing.abort();
		if (this.listeners.size === 1) void this.run();
	}

	remove(listener: Listener): void {
		if (this.listeners.delete(listener) && this.listeners.size === 0) this.stop();
	}

	/** Connects anew, with what the credentials say then. */
	reconnect(): void {
		this.socket?.close();
	}

	private stop(): void {
		this.end.abort();
		this.pausing.abort();
		this.socket?.close();
		this.hooks.over(this);
	}

	private async run(): Promise<void> {
		let failures = 0;
		let refusals = 0;
		let pauseAtMostMs = DEFAULT_TIMING.pauseAtMostMs;
		while (!this.end.signal.aborted) {
			const startedAt = clock.elapsed();
			const result = await this.connectOnce().catch(asConnectionError);
			if (this.end.signal.aborted) return;
			if (result instanceof FeishuError) {
				refusals = result.kind === 'refused' ? refusals + 1 : 0;
				const isFinal = result.kind === 'fatal' || refusals >= REFUSALS_AT_MOST;
				if (isFinal) return this.failAll(result);
				this.tell(result);
			} else {
				refusals = 0;
				pauseAtMostMs = result;
				if (clock.elapsed() - startedAt >= STEADY_AFTER_MS) {
					failures = 0;
					this.told.clear();
				} else if (failures > 0) this.tell(CLOSED_SOON);
			}
			const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures++, pauseAtMostMs);
			// Partly at random, so that not all that lost Feishu at the same moment come back at the same moment.
			this.pausing = new AbortController();
			await clock.sleep(pause * (0.5 + Math.random() / 2), this.pausing.signal);
		}
	}

	/**
	 * @returns the longest pause before the next try, once a connection that stood is lost
	 * @throws why none was opened
	 */
	private async connectOnce(): Promise<number> {
		try {
			const [app, listener] = await this.readApp();
			if (this.end.signal.aborted) return 0;
			const endpoint = await askForEndpoint(app, listener.http);
			if (this.end.signal.aborted) return 0;
			const socket = new FeishuSocket(endpoint, this.receiver(listener));
			this.socket = socket;
			if (!(await socket.open())) {
				if (this.end.signal.aborted) return 0;
				throw await askForRefusal(endpoint, listener.http);
			}
			this.connected(listener);
			await socket.serve();
			return endpoint.timing.pauseAtMostMs;
		} finally {
			this.isUp = false;
			this.socket = undefined;
		}
	}

	private connected(by: Listener): void {
		this.isUp = true;
		// One that is closed again and again is not "open again" each time.
		if (!this.told.has(CLOSED_SOON.message)) {
			if (this.told.size > 0) by.logger.info(`${nameFor(by)} is open again`);
			this.told.clear();
		}
		for (const listener of this.listeners.keys()) {
			// Another one's credential was enough. Hours later its own may be there again.
			this.listeners.set(listener, undefined);
			listener.connected();
		}
		if (!this.wasUp) this.hooks.firstConnected(this);
		this.wasUp = true;
	}

	/**
	 * The app as the credentials have it now, and whose credential says so. A listener is sent away if its
	 * credential is another app's, or cannot be used any more.
	 */
	private async readApp(): Promise<[SelfBuiltApp, Listener]> {
		let mine: [SelfBuiltApp, Listener] | undefined;
		let failure: unknown;
		for (const listener of [...this.listeners.keys()]) {
			try {
				const app = await listener.readApp();
				if (!this.listeners.has(listener)) continue;
				this.listeners.set(listener, undefined);
				if (ownerOf(app) === this.key) mine ??= [app, listener];
				else {
					this.remove(listener);
					this.hooks.leave(listener, app);
				}
			} catch (error) {
				failure = error;
				const now = clock.elapsed();
				const since = this.listeners.get(listener) ?? now;
				if (!this.listeners.has(listener)) continue;
				this.listeners.set(listener, since);
				if (error instanceof FeishuError || now - since >= UNREADABLE_AT_MOST_MS) {
					this.remove(listener);
					listener.failed(asCredentialError(error), true);
				}
			}
		}
		if (mine) return mine;
		throw asCredentialError(failure);
	}

	private failAll(error: FeishuError): void {
		const listeners = [...this.listeners.keys()];
		this.listeners.clear();
		this.stop();
		for (const listener of listeners) listener.failed(error, true);
	}

	private tell(error: FeishuError): void {
		const [first] = this.listeners.keys();
		if (first && !this.told.has(error.message)) {
			first.logger.warn(`${nameFor(first)} is not open; n8n keeps trying. ${error.message}`);
		}
		this.told.add(error.message);
		for (const listener of this.listeners.keys()) listener.failed(error, false);
	}

	private receiver(first: Listener): Receiver {
		const strange = (what: string, { logger } = first) => {
			if (!this.strange.has(what)) logger.warn(`Feishu's long connection brought ${what}`);
			this.strange.add(what);
		};
		return {
			strange,
			receive: (text, messageId, answer) => {
				const reactions: Reaction[] = [];
				let failed = false;
				for (const listener of this.listeners.keys()) {
					try {
						const reaction = listener.react(text, messageId);
						if (reaction) reactions.push(reaction);
					} catch (error) {
						// Whatever fails in one workflow: the others get their click.
						failed = true;
						const { workflow } = listener;
						strange(
							`a call that the workflow "${workflow}" cannot take: ${(error as Error).message}`,
							listener,
						);
					}
				}
				if (failed && reactions.length === 0) return answer(500);
				// The first trigger that has something to say says it.
				answer(200, reactions.find(({ toast }) => Object.keys(toast).length > 0)?.toast);
				for (const { start } of reactions) start();
			},
		};
	}
}

/** A connection closed once may be Feishu's restart. */
const CLOSED_SOON = new FeishuError({
	kind: 'unavailable',
	summary: 'It keeps closing soon after it opens',
	advice:
		'Check that any proxy or firewall on the way leaves WebSockets open, and that Platform in the credential is right.',
});

const nameFor = ({ workflow }: Listener) =>
	`The long connection to Feishu (workflow "${workflow}")`;

/** Any other error may pass like one of the network. */
const asConnectionError = (error: unknown): FeishuError =>
	asPassing(error, 'The long connection failed', 'If this lasts, please report it.');

/** Any other error is n8n's, from reading a credential: its database may be busy, or the credential gone. */
const asCredentialError = (error: unknown): FeishuError =>
	asPassing(
		error,
		'n8n cannot read the credential',
		'If this lasts, choose an existing credential in the node, then activate this workflow again.',
	);

function asPassing(error: unknown, what: string, advice: string): FeishuError {
	if (error instanceof FeishuError) return error;
	const summary = `${what}: ${(error as Error | undefined)?.message ?? 'unknown'}`;
	return new FeishuError({ kind: 'unavailable', summary, advice });
}
