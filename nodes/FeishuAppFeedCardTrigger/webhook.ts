import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readApp, type FeishuApp } from '../shared/app';
import { CREDENTIAL } from '../shared/client';
import { storeTicket } from '../shared/ticketStore';
import { comesAgain, forget } from './deliveries';
import {
	challengeOf,
	itemOf,
	ticketOf,
	type Call,
	type EventName,
	type TicketEvent,
} from './event';
import { prove, readOrigin, type Origin } from './verify';

/** Feishu's calls have a few kilobytes; n8n itself takes 16 MB. */
const MAX_BODY_BYTES = 1_000_000;

/** Nothing more is answered, and no workflow starts. */
const NOTHING: IWebhookResponseData = { noWebhookResponse: true };

/**
 * One call, from its bytes to the answer, and to the workflow where it starts one.
 *
 * The answer goes out from here. n8n's own would come too late: with `responseMode: onReceived` n8n 2 answers
 * once the execution has a place to run, and where the number of executions is limited that can take minutes.
 * Feishu waits three seconds, for a challenge one.
 */
export async function receiveCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { rawBody, headers } = context.getRequestObject();
	// n8n keeps no raw body of a form with files.
	if (!rawBody?.length) return refuse(context, 400, 'The call has no body');
	if (rawBody.length > MAX_BODY_BYTES) return refuse(context, 400, 'The body is too large');

	const known = await readCredential(context);
	if (!known) return refuse(context, 401, 'The credential cannot be used');
	const proof = prove(rawBody, headers, known.origin);
	if ('refusal' in proof) return refuse(context, 401, proof.refusal);

	const { call, signature } = proof;
	const challenge = challengeOf(call);
	if (challenge !== undefined) return answer(context, 200, { challenge });
	return await handOver(context, known.app, call, signature);
}

async function handOver(
	context: IWebhookFunctions,
	app: FeishuApp,
	call: Call,
	signature: string | undefined,
): Promise<IWebhookResponseData> {
	const item = itemOf(call);
	const ticket = ticketOf(call);
	const starts = (context.getNodeParameter('events', []) as EventName[]).includes(item.event);
	const toast = starts && item.event === 'button' ? toastOf(context) : {};
	if (!starts && !ticket) return answer(context, 200, {});

	// Without an ID of its own a call is known by its signature, which covers its time and its nonce.
	const id = item.event_id ?? signature;
	const trigger = JSON.stringify([
		context.getWorkflow().id,
		context.getNode().id,
		context.getMode(),
	]);
	const memory = context.getWorkflowStaticData('node');
	if (id !== undefined && comesAgain(trigger, memory, id)) return answer(context, 200, toast);

	if (ticket && !(await keepTicket(context, app, ticket))) {
		// Feishu sends an event again that is not answered with 200.
		if (id !== undefined) forget(trigger, memory, id);
		return answer(context, 500, { message: 'The ticket could not be stored' });
	}
	answer(context, 200, toast);
	return starts ? { ...NOTHING, workflowData: [[{ json: item }]] } : NOTHING;
}

/** False where n8n cannot store it. */
async function keepTicket(
	context: IWebhookFunctions,
	app: FeishuApp,
	{ ticket, sentAt }: TicketEvent,
): Promise<boolean> {
	// 企业自建应用不需要此事件
	if (app.appType !== 'store') return true;
	try {
		await storeTicket(context, app, ticket, sentAt);
		return true;
	} catch (error) {
		context.logger.error(`The App Ticket could not be stored: ${(error as Error).message}`);
		return false;
	}
}

/** undefined where the credential is gone, or was changed so that no call can be proven any more. */
async function readCredential(
	context: IWebhookFunctions,
): Promise<{ app: FeishuApp; origin: Origin } | undefined> {
	try {
		const credential = await context.getCredentials(CREDENTIAL);
		return { app: readApp(credential), origin: readOrigin(credential) };
	} catch (error) {
		context.logger.error(`Feishu cannot be answered: ${(error as Error).message}`);
		return undefined;
	}
}

/** https://open.feishu.cn/document/feishu-cards/card-callback-communication: 响应回调的结构体 */
function toastOf(context: IWebhookFunctions): IDataObject {
	const { toastText = '', toastType = 'success' } = context.getNodeParameter(
		'options',
		{},
	) as IDataObject;
	return toastText === '' ? {} : { toast: { type: toastType, content: toastText } };
}

function refuse(
	context: IWebhookFunctions,
	status: 400 | 401,
	message: string,
): IWebhookResponseData {
	context.logger.warn(`A call was refused: ${message}`);
	return answer(context, status, { message });
}

function answer(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return NOTHING;
}
