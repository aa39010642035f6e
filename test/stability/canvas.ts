import { NODE_TYPE } from '../server/exampleWorkflow';
import type { WorkflowNode } from '../server/rest';

export const NOTE = 'n8n-nodes-base.stickyNote';

/** By output type, then output: what each is connected to. */
export type Connections = Record<
	string,
	Record<string, Array<Array<{ node: string; type: string }>>>
>;

/** In the canvas' units. */
interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

type Point = [x: number, y: number];

/** The sizes of n8n's canvas, in its own units: a node, what it grows by for each output over two, its name. */
const NODE_SIZE = 96;
const AGENT_WIDTH = 240;
const GROWS_BY = 32;
const NAME_HEIGHT = 40;

/** How many outputs a node has if not all of them are connected. */
const OUTPUTS: Record<string, number> = { [NODE_TYPE]: 2 };

const outputsOf = (name: string, connections: Connections) => connections[name]?.main?.length ?? 1;

const heightOf = (name: string, connections: Connections) =>
	NODE_SIZE + GROWS_BY * Math.max(0, outputsOf(name, connections) - 2);

/** The place that a node takes, with its name; or a note. */
export function boxOf(
	{ name, type, position: [left, top], parameters }: WorkflowNode,
	connections: Connections,
): Box {
	const { width, height } = parameters as { width: number; height: number };
	if (type === NOTE) return { left, top, right: left + width, bottom: top + height };
	const right = left + (type.endsWith('.agent') ? AGENT_WIDTH : NODE_SIZE);
	return { left, top, right, bottom: top + heightOf(name, connections) + NAME_HEIGHT };
}

export function overlap(one: Box, other: Box): boolean {
	return (
		one.left < other.right &&
		other.left < one.right &&
		one.top < other.bottom &&
		other.top < one.bottom
	);
}

export const isIn = ({ left, top, right, bottom }: Box, [x, y]: Point) =>
	x > left && x < right && y > top && y < bottom;

/** The lines between nodes as the canvas draws them: curves that leave and arrive level. */
export function linesOf(
	nodes: WorkflowNode[],
	connections: Connections,
): Array<{ from: string; to: string; points: Point[] }> {
	return Object.entries(connections).flatMap(([from, { main = [] }]) => {
		const {
			type,
			position: [x, y],
		} = nodes.find(({ name }) => name === from)!;
		const step = heightOf(from, connections) / (Math.max(main.length, OUTPUTS[type] ?? 1) + 1);
		return main.flatMap((targets, output) =>
			targets.map(({ node: to }) => {
				const [right, top] = nodes.find(({ name }) => name === to)!.position;
				const start: Point = [x + NODE_SIZE, y + step * (output + 1)];
				const end: Point = [right, top + heightOf(to, connections) / 2];
				return { from, to, points: curve(start, end) };
			}),
		);
	});
}

function curve([fromX, fromY]: Point, [toX, toY]: Point): Point[] {
	return Array.from({ length: 99 }, (_, index) => {
		const t = (index + 1) / 100;
		const level = 3 * t * t - 2 * t ** 3;
		const along = 1.5 * t * (1 - t) + t ** 3;
		return [fromX + (toX - fromX) * along, fromY + (toY - fromY) * level];
	});
}
