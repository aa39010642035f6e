import type { IDataObject, Logger } from 'n8n-workflow';

import type { SelfBuiltApp } from '../shared/app';
import type { FeishuError } from '../shared/feishuError';
import type { Http } from '../shared/http';

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
