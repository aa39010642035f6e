import {
	jsonParse,
	type ITriggerFunctions,
	type ITriggerResponse,
	type JsonObject,
	type NodeOperationError,
} from 'n8n-workflow';

import { readApp, type SelfBuiltApp } from '../shared/app';
import { CREDENTIAL } from '../shared/client';
import { clock } from '../shared/clock';
import { rememberCall, triggerOf } from '../shared/clicks/deliveries';
import { itemOf, type EventItem } from '../shared/clicks/event';
import { readOptions, startsWorkflow } from '../shared/clicks/reaction';
import { FeishuError } from '../shared/feishuError';
import type { Http } from '../shared/http';
import { operationError } from '../shared/nodeError';
import { secretsIn } from '../shared/secrets';
import { isRecord } from '../shared/values';
import { listen, stopListening } from './connections';
import type { Listener, Reaction } from './connection';

/** As in the official SDK. */
const TIMEOUT_MS = 15_000;

/** How long an activation waits for a connection, or for what keeps it from opening (chosen). */
const FIRST_WAIT_MS = 10_000;

/**
 * Listens for as long as the workflow is active; in the editor's test until the first click has come.
 *
 * @throws NodeOperationError if what is wrong cannot pass by waiting
 */
export async function receiveClicks(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const isTest = context.getMode() === 'manual';
	const trigger = new Trigger(context, isTest);
	const closeFunction = async () => stopListening(trigger);
	if (!isTest) {
		await trigger.connect();
		return { closeFunction };
	}
	// Not before: until `trigger()` has ended, n8n cannot take an item in a test.
	return { closeFunction, manualTriggerFunction: async () => await trigger.connect() };
}

class Trigger implements Listener {
	readonly http: Http;
	readonly logger;
	readonly workflow;
	/**
	 * As they were at the activation: n8n holds what evaluates expressions only while it activates a workflow
	 * (2.41.1, 1.123.81), so that later each one fails ("No bridge acquired for this context").
	 */
	private options!: ReturnType<typeof readOptions>;
	/** Set during the activation: what is final then is thrown, not reported. */
	private activation?: { firstTry: AbortController; error?: FeishuError };

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly isTest: boolean,
	) {
		this.http = { helpers: context.helpers, timeoutMs: TIMEOUT_MS, secrets: [] };
		this.logger = context.logger;
		this.workflow = context.getWorkflow().name;
	}

	async connect(): Promise<void> {
		const activation: NonNullable<Trigger['activation']> = { firstTry: new AbortController() };
		this.activation = activation;
		try {
			refuseOldNode();
			this.options = readOptions(this.context);
			await listen(this);
			await clock.sleep(FIRST_WAIT_MS, activation.firstTry.signal);
		} catch (error) {
			activation.error ??= error as FeishuError;
		}
		this.activation = undefined;
		if (!activation.error) return;
		stopListening(this);
		throw this.asNodeError(activation.error);
	}

	async readApp(): Promise<SelfBuiltApp> {
		const credential = await this.context.getCredentials(CREDENTIAL);
		this.http.secrets = secretsIn(credential);
		const app = readApp(credential);
		if (app.appType === 'selfBuilt') return app;
		throw new FeishuError({
			kind: 'fatal',
			summary: "Feishu's long connection is for self-built apps (企业自建应用) only",
			advice:
				app.appType === 'store'
					? 'For a store app use the Feishu App Feed Card Trigger.'
					: 'Choose Self-Built App as App Type in the credential, with App ID and App Secret.',
		});
	}

	react(text: string, messageId: string): Reaction | undefined {
		// The words of JSON.parse would show a part of the call, which holds the Verification Token.
		const call = jsonParse<unknown>(text, { fallbackValue: null });
		if (!isRecord(call)) throw new Error('it is not an object');
		const item = itemOf(call as JsonObject);
		const { filters, toast } = this.options;
		if (!startsWorkflow(this.context, item, filters)) return undefined;
		const memory = this.context.getWorkflowStaticData('node');
		const again = rememberCall(triggerOf(this.context), memory, [item.event_id ?? messageId]);
		return {
			toast: item.event === 'button' ? toast : {},
			start: () => {
				if (!again) this.start(item);
			},
		};
	}

	connected(): void {
		this.activation?.firstTry.abort();
	}

	failed(error: FeishuError, isFinal: boolean): void {
		if (this.activation) {
			// Refused once is not for good; what has no answer can take hours, which an activation cannot wait for.
			if (isFinal || this.isTest) this.activation.error = error;
			if (isFinal || this.isTest || error.kind === 'unavailable') this.activation.firstTry.abort();
		} else if (isFinal) {
			this.context.emitError(this.asNodeError(error));
		}
	}

	private start(item: EventItem): void {
		if (this.isTest) stopListening(this);
		try {
			this.context.emit([[{ json: item }]]);
		} catch (error) {
			this.logger.error(`A click could not start its workflow: ${(error as Error).message}`);
		}
	}

	/** All of it in the message: n8n 1 shows no description when a workflow is activated. */
	private asNodeError(error: Error): NodeOperationError {
		return operationError(this.context.getNode(), error.message);
	}
}

function refuseOldNode(): void {
	if (typeof WebSocket === 'function') return;
	throw new FeishuError({
		kind: 'fatal',
		summary: 'The long connection needs Node.js 22 or newer, and this n8n runs on an older one',
		advice:
			'Update Node.js (the official n8n image has it), or use the Feishu App Feed Card Trigger with a public address.',
	});
}
