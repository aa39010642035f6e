import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { Engine, type Ran } from '../engine/engine';
import { credentialOf, heldCards } from '../engine/setUp';
import type { Fault } from '../feishu/faults';
import { FeishuStandIn } from '../feishu/standIn';
import type { RecordedRequest, Settings } from '../feishu/settings';

/** For an answer that never comes, in real milliseconds; long beside what an answer takes on a busy computer. */
export const TIMEOUT_MS = 2_000;

/** A card as the input names it; Delete needs the first two. */
export interface Card {
	biz_id: string;
	user_id: string;
	title?: string;
	link?: string;
	update_fields?: string[];
	status_label?: { text: string; type: string };
}

/** The title of cards that were there before a run. */
export const BEFORE = 'before';

export interface Scene {
	/** Delete unless given. */
	operation?: 'create' | 'delete' | 'update' | 'upsert';
	/** Named by the input, one by each item; some may be named twice. Contents come in one list. */
	cards: Card[];
	/** Those of them that exist. */
	held: Card[];
	settings: Partial<Settings>;
	parameters?: INodeParameters;
	options?: IDataObject;
	onError?: OnError;
	/** Called before the run; what it returns is called after it. */
	arrange?: (feishu: FeishuStandIn, engine: Engine) => Arranged | Promise<Arranged>;
}

type Arranged = void | (() => void);

export interface Played {
	scene: Scene;
	ran: Ran;
	feishu: FeishuStandIn;
	/** All that may change a card, by arrival. */
	requests: RecordedRequest[];
}

/** Plays a scene on a stand-in of its own. Its record can be read after it has stopped. */
export async function play(scene: Scene): Promise<Played> {
	const feishu = await FeishuStandIn.start({ rateLimit: undefined, ...scene.settings });
	try {
		const contents = { title: BEFORE, preview: BEFORE };
		feishu.addCards(
			heldCards(scene.held as unknown as IDataObject[]).map((card) => ({ ...card, contents })),
		);
		const engine = new Engine();
		engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
		const after = await scene.arrange?.(feishu, engine);
		const ran = await engine.run({
			items: inputOf(scene),
			parameters: {
				operation: scene.operation ?? 'delete',
				cardSource: isList(scene) ? 'list' : 'items',
				output: 'cards',
				...scene.parameters,
				options: {
					// Where an answer is always to come, a stalled computer must not look like a fault.
					timeout: scene.settings.fault ? TIMEOUT_MS : 20_000,
					...scene.options,
				},
			},
			onError: scene.onError,
		});
		after?.();
		return { scene, ran, feishu, requests: feishu.cardRequests };
	} finally {
		await feishu.stop();
	}
}

const isList = ({ operation }: Scene) => operation !== undefined && operation !== 'delete';

/** The json of the input items. */
export const inputOf = (scene: Scene): IDataObject[] =>
	(isList(scene) ? [{ cards: scene.cards }] : scene.cards) as unknown as IDataObject[];

export const cardsOf = (request: RecordedRequest): Card[] =>
	(request.body as { feed_cards: Card[] } | undefined)?.feed_cards ?? [];

export const keyOf = ({ biz_id, user_id }: Card) => `${biz_id} for ${user_id}`;

/** So many cards of different users. */
export const someCards = (count: number): Card[] =>
	Array.from({ length: count }, (_, n) => ({ biz_id: `card-${n}`, user_id: `ou_${n}` }));

/** A fault for one of the requests to delete cards, counted from 1 by arrival. */
export const onDelete =
	(strike: (nth: number, request: RecordedRequest) => Fault | undefined): Settings['fault'] =>
	(request, nth) =>
		request.method === 'DELETE' ? strike(nth, request) : undefined;
