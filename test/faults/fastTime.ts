import { EngineTime } from '../engine/engineTime';
import type { Clock } from '../feishu/settings';

/**
 * Virtual time for the node, the credential and the stand-in alike: however busy the machine is, an answer
 * takes as long as the stand-in sleeps over it. Timeouts of requests stay in real time, and take none here.
 * Call it at the top of a test file; gives the stand-in's clock.
 */
export function fastTime(): Clock {
	let time: EngineTime;
	beforeAll(() => {
		time = new EngineTime();
	});
	afterAll(() => time.end());
	return {
		now: () => time.standIn.now(),
		sleep: async (ms) => await time.standIn.sleep(ms),
	};
}
