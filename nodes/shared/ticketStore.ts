import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { appKeyOf, readApp, type StoreApp } from './app';
import { dropTicket, hearTicket, newerTicket, newestTicket } from './appTicket';
import { CREDENTIAL, requestWith } from './client';
import { sentAtOf } from './feishuTime';

/** The credentials whose ticket is being stored, each with the session that stays. */
const underWay = new WeakMap<
	ICredentialDataDecryptedObject,
	{ sessionToken: string; done: boolean }
>();

/** Of each trigger: which app's ticket it stored last, and when Feishu sent that. */
const lastTickets = new Map<string, IDataObject>();

/** One after the other, so that of two tickets that come at once the newer one is stored last. */
let lastStored: Promise<void> = Promise.resolve();

/**
 * Takes note of a store app's ticket and puts it into the credential of the node: from then on it serves
 * every node that uses the credential, in every process of this n8n.
 *
 * n8n gives a node no way to write a credential. But what a credential's `preAuthentication` returns, n8n
 * stores, and it calls that when the session token is empty: so the node makes as if to send a request with
 * an empty session, `preAuthentication` returns the ticket and the session that was there, and
 * `authenticate` ends it before anything is sent. Feishu need not be reachable for that.
 *
 * @param sentAt in milliseconds since 1970 by Feishu's clock; 0 if unknown
 * @param trigger names the trigger within this n8n
 * @returns false if it is left out: it has expired, or a newer one is in use
 * @throws if n8n cannot store it
 */
export async function storeTicket(
	context: IWebhookFunctions,
	app: StoreApp,
	{ ticket, sentAt }: { ticket: string; sentAt: number },
	trigger: string,
): Promise<boolean> {
	const last = recallTicket(context.getWorkflowStaticData('node'), app, trigger);
	const storedAt = storedSentAt(last, app);
	const leftOut = hearTicket(app, ticket, sentAt, storedAt);
	if (leftOut) {
		const { name } = context.getWorkflow();
		const say = `The workflow "${name}" got an App Ticket ${LEFT_OUT[leftOut]}`;
		context.logger[leftOut === 'expired' ? 'warn' : 'info'](say);
		return false;
	}
	// A repetition of what is stored: since then the user may have typed in a newer one.
	if (sentAt !== 0 && sentAt === storedAt) return true;
	const before = lastStored.catch(() => undefined);
	lastStored = before.then(async () => await store(context));
	await lastStored;
	if (sentAt > storedSentAt(last, app)) Object.assign(last, { app: appKeyOf(app), sentAt });
	return true;
}

const LEFT_OUT = {
	older: 'that is older than the one in use, and left it out.',
	expired:
		'that Feishu sent more than three hours ago, and left it out. If Feishu sent it just now, the clock of this n8n is wrong.',
};

/**
 * Which ticket the trigger stored last. It is in the node's static data, which n8n hands to every process and keeps
 * over a restart. One and the same object is put into that of every call, as in `rememberCall`: a call that began
 * before a ticket came is stored after it, and would take it away again.
 */
export function recallTicket(staticData: IDataObject, app: StoreApp, trigger: string): IDataObject {
	const last = lastTickets.get(trigger) ?? {};
	lastTickets.set(trigger, last);
	const stored = (staticData.ticket ?? {}) as IDataObject;
	if (storedSentAt(stored, app) > storedSentAt(last, app)) Object.assign(last, stored);
	staticData.ticket = last;
	return last;
}

function storedSentAt({ app: of, sentAt }: IDataObject, app: StoreApp): number {
	return of === appKeyOf(app) ? sentAtOf(sentAt) : 0;
}

/** What `preAuthentication` is to return for a credential whose ticket is being stored. */
export function fieldsToStore(
	credential: ICredentialDataDecryptedObject,
): { sessionToken: string; appTicket: string } | undefined {
	const storing = underWay.get(credential);
	if (!storing) return undefined;
	const app = readApp(credential) as StoreApp;
	return { sessionToken: storing.sessionToken, appTicket: newerTicket(app) ?? app.appTicket };
}

/** Called by `authenticate`, which comes after n8n has stored what `preAuthentication` returned. */
export function endStoring(credential: ICredentialDataDecryptedObject): void {
	const storing = underWay.get(credential);
	if (!storing) return;
	storing.done = true;
	throw new Error('The App Ticket is stored, and there is nothing to send');
}

async function store(context: IWebhookFunctions): Promise<void> {
	// Read right before: n8n 1 stores all fields, and what the user has changed must not be undone.
	const credential = await context.getCredentials(CREDENTIAL);
	const app = readApp(credential);
	if (app.appType !== 'store') return;
	// None was heard if the credential has been changed to another app meanwhile.
	const newest = newestTicket(app);
	if (newest === undefined || newest === app.appTicket) return;
	dropTicket(app, app.appTicket);

	const data = { ...credential, sessionToken: '' };
	const storing = { sessionToken: String(credential.sessionToken ?? ''), done: false };
	underWay.set(data, storing);
	try {
		await requestWith(context, data, { url: '/' });
	} catch (error) {
		if (!storing.done) throw new NodeOperationError(context.getNode(), error as Error);
	}
}
