import * as fc from 'fast-check';

import { FIELD_OF_NUMBER } from '../feishu/cardContents';
import type { AppFeedCard } from '../feishu/settings';
import { anyCard, panelCard } from './anyCard';
import type { UpdateEntry } from './officialSdk';

const ACTIONS = ['101', '102', '103'];

/** The numbers of the fields that a card has, in the documents' order. */
export const numbersOf = (card: AppFeedCard) =>
	Object.entries(FIELD_OF_NUMBER)
		.sort(([a], [b]) => Number(a) - Number(b))
		.flatMap(([number, field]) => (card[field] === undefined ? [] : [number]));

const withoutSome = (card: fc.Arbitrary<AppFeedCard>) =>
	fc.tuple(card, fc.boolean()).map(([one, keepLink]): AppFeedCard => {
		if (keepLink) return one;
		const { link, ...others } = one;
		return link ? others : one;
	});

/** An update in Feishu's own shape: of some of the fields that are there, with any actions. */
export const anyUpdate = (user: fc.Arbitrary<string>): fc.Arbitrary<UpdateEntry> =>
	withoutSome(anyCard).chain((card) =>
		fc.record({
			app_feed_card: fc.constant(card),
			user_id: user,
			update_fields: fc.shuffledSubarray([...numbersOf(card), ...ACTIONS], { minLength: 1 }),
		}),
	);

/** An update that n8n's panel can say: every field that is there, then the actions. */
export const panelUpdate = (user: fc.Arbitrary<string>): fc.Arbitrary<UpdateEntry> =>
	fc
		.record({
			card: withoutSome(panelCard),
			user_id: user,
			actions: fc.subarray(ACTIONS),
			noButtons: fc.boolean(),
		})
		.map(({ card, user_id, actions, noButtons }) => {
			const { notify, ...fields } = card;
			const app_feed_card = {
				...fields,
				...(noButtons && fields.buttons ? { buttons: { buttons: [] } } : {}),
				...(notify?.custom_sound_text
					? { notify: { custom_sound_text: notify.custom_sound_text, with_custom_sound: true } }
					: {}),
			};
			return { app_feed_card, user_id, update_fields: [...numbersOf(app_feed_card), ...actions] };
		})
		.filter(({ update_fields }) => update_fields.length > 0);
