/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** A worker of n8n's queue mode, as far as the node notices: a process of its own, with its own token and pace. */
import '../engine/environment';

import { engineWithToken, execute, type Execution } from './execution';
import type { Prepared } from './standInProcess';

export interface Job {
	prepared: Prepared;
	execution: Execution;
}

/** Says when it is ready, begins when it is told to, and sends back how it ended. */
process.once('message', ({ prepared, execution }: Job) => {
	void engineWithToken(prepared).then((engine) => {
		process.once('message', () => {
			void execute(engine, execution).then((ended) => process.send?.(ended));
		});
		process.send?.('ready');
	});
});
