import { joinLimiter } from '../../../nodes/FeishuAppFeedCard/pacing/limiter';
import type { Reservation } from '../../../nodes/FeishuAppFeedCard/pacing/reservation';
import { clock } from '../../../nodes/shared/clock';
import { VirtualClock } from '../../units/virtualClock';
import { PER_SECOND, Server, type ServerSettings } from './server';

/** Some processes, each with requests to send at once, and one server that hears of nothing else. */
export interface World extends ServerSettings {
	processes: number;
	/** Of each process. */
	requests: number;
	/** From sending to answer: half of it to the server, half back. */
	latencyMs: number;
	/** By what share of it each way may be longer or shorter. */
	jitter: number;
	/** The processes begin at random within so many milliseconds. */
	beginWithinMs: number;
	/** The requests of a process's first second leave late, by up to so many milliseconds at random. */
	firstLateMs: number;
	/** How long a turn of a process's event loop takes, at random half as long or half as much again. */
	turnMs: number;
	/** What the server says in x-ogw-ratelimit-reset, in seconds; nothing if undefined. */
	resetHeader: number | undefined;
}

export interface Outcome {
	/** How long each process took. */
	tookMs: number[];
	/** The share of the requests that was refused. */
	refused: number;
}

const GIVEN_UP_AFTER_MS = 200_000;

/** Runs the shipped pace, one for each process, in virtual time. */
export async function simulate(world: World, random: () => number): Promise<Outcome> {
	const time = new VirtualClock();
	const { random: realRandom } = Math;
	Math.random = random;
	try {
		const server = new Server(world);
		// Several processes take their turns together: that is as bad for each of them.
		const loop = new EventLoop(time, world.turnMs, random);
		clock.sleep = async (ms, signal) => await loop.sleep(ms, signal);
		const processes = Array.from(
			{ length: world.processes },
			() => new Process(world, server, time, loop),
		);
		// One that takes very long stands for one that never ends.
		const tookMs = await time.until(
			Promise.all(
				processes.map(
					async (process) =>
						await Promise.race([
							process.run(random),
							time.wait(GIVEN_UP_AFTER_MS).then(() => GIVEN_UP_AFTER_MS),
						]),
				),
			),
		);
		const sent = processes.reduce((sum, process) => sum + process.sent, 0);
		return { tookMs, refused: 1 - (world.processes * world.requests) / sent };
	} finally {
		Math.random = realRandom;
		time.restore();
	}
}

/** What waits goes on at the end of a turn. */
class EventLoop {
	private readonly turnEnds = [0];

	constructor(
		private readonly time: VirtualClock,
		private readonly turnMs: number,
		private readonly random: () => number,
	) {}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		const until = this.time.elapsed + Math.max(0, ms);
		const at = this.turnMs === 0 ? until : this.turnEndAfter(until);
		await this.time.wait(at - this.time.elapsed, signal);
	}

	private turnEndAfter(at: number): number {
		let last = this.turnEnds[this.turnEnds.length - 1];
		while (last <= at) this.turnEnds.push((last += this.turnMs * (0.5 + this.random())));
		return this.turnEnds.find((end) => end > at) ?? last;
	}
}

let processes = 0;

class Process {
	sent = 0;
	private left: number;
	private underWay = 0;
	private wakeUp = () => {};
	private begunAt = 0;
	/** A key of its own: paces with different keys know nothing of each other, like processes. */
	private readonly limiter = joinLimiter(`simulated process ${processes++}`, PER_SECOND);

	constructor(
		private readonly world: World,
		private readonly server: Server,
		private readonly time: VirtualClock,
		private readonly loop: EventLoop,
	) {
		this.left = world.requests;
	}

	/** @returns how long it took, in milliseconds */
	async run(random: () => number): Promise<number> {
		await this.time.wait(random() * this.world.beginWithinMs);
		const begunAt = (this.begunAt = this.time.elapsed);
		while (this.left + this.underWay > 0) {
			if (this.left === 0) {
				await new Promise<void>((resolve) => (this.wakeUp = resolve));
				continue;
			}
			const start = await this.limiter.reserve(undefined);
			this.left--;
			this.underWay++;
			void this.send(start, random);
		}
		this.limiter.leave();
		return this.time.elapsed - begunAt;
	}

	private async send(start: Reservation, random: () => number): Promise<void> {
		const { latencyMs, jitter, resetHeader } = this.world;
		const way = async () =>
			await this.time.wait((latencyMs / 2) * (1 + jitter * (2 * random() - 1)));
		this.sent++;
		// One turn to connect; the data go as soon as that has happened.
		await this.loop.sleep(0);
		const isFirst = this.time.elapsed < this.begunAt + 900;
		if (isFirst) await this.time.wait(random() * this.world.firstLateMs);
		await way();
		const through = this.server.letsThrough(this.time.elapsed);
		await way();
		await this.loop.sleep(0);
		this.underWay--;
		if (through) {
			this.limiter.answered(start);
		} else {
			this.left++;
			this.limiter.refused(start, resetHeader === undefined ? undefined : resetHeader * 1_000);
		}
		this.wakeUp();
	}
}
