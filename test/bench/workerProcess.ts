/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** A worker of n8n's queue mode, as far as the node notices: a process of its own, with its own token and pace. */
import '../engine/environment';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { engineOf, engineWithToken, execute, type Execution } from './execution';
import type { Prepared } from './standInProcess';

export interface Job {
	prepared: Prepared;
	execution: Execution;
	/** With a token that another process fetched: the execution is then the first that this one runs. */
	credential?: ICredentialDataDecryptedObject;
}

/** Says when it is ready, begins when it is told to, and sends back how it ended. */
process.once('message', ({ prepared, execution, credential }: Job) => {
	void (async () => {
		const engine = credential ? engineOf(credential) : await engineWithToken(prepared);
		process.once('message', () => {
			void execute(engine, execution).then((ended) => process.send?.(ended));
		});
		process.send?.('ready');
	})();
});
