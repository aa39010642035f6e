/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets -- this runs in tests, never inside n8n */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Account } from './account';
import { behaviour, wordsForNoFailure, type Observation } from './observe';
import { inWords, said, Stage, type Played, type Step } from './stage';

export interface Outcome {
	steps: Step[];
	/** What did not happen as it must; nothing when the node works. */
	failures: string[];
	/** What no document tells. */
	observations: Observation[];
	/** Whether a card may have been left in the user's message list. */
	leftBehind: boolean;
}

export const TOKEN_PATH = '/open-apis/auth/v3/tenant_access_token/internal';
const CARD_PATH = '/open-apis/im/v2/app_feed_card?user_id_type=open_id';
const BATCH_PATH = '/open-apis/im/v2/app_feed_card/batch?user_id_type=open_id';

/** Well-formed, and nobody's. */
export const UNKNOWN_TOKEN = `t-${'0'.repeat(40)}`;
export const UNKNOWN_OPEN_ID = `ou_${'0'.repeat(32)}`;

export const LINK = 'https://www.feishu.cn/';
const TITLE = 'n8n-nodes-feishu-app-feed-card';

/**
 * A card's whole life with the node, and what no document tells, asked with requests of its own. Nobody is
 * notified of anything.
 *
 * @param bizId what the cards' business IDs begin with; the same for every Feishu that is to be compared
 */
export const playScenario = async (account: Account, bizId: string): Promise<Outcome> =>
	await Stage.on(account, async (stage) => await new Scenario(stage, bizId).play());

class Scenario {
	private readonly failures: string[] = [];
	private readonly observations: Observation[] = [];
	private readonly first: string;
	private readonly second: string;
	private readonly none: string;
	private token = '';

	constructor(
		private readonly stage: Stage,
		bizId: string,
	) {
		this.first = `${bizId}-1`;
		this.second = `${bizId}-2`;
		this.none = `${bizId}-never-created`;
	}

	async play(): Promise<Outcome> {
		await this.fetchToken();
		if (this.failures.length > 0) return this.outcome(false);
		await this.createCards();
		if (this.failures.length === 0) {
			await this.changeCards();
			await this.askAboutUpdates();
			await this.deleteCards();
			await this.askAboutTheRest();
		}
		return this.outcome(await this.clearUp());
	}

	private outcome(leftBehind: boolean): Outcome {
		const { failures, observations } = this;
		return { steps: this.stage.steps, failures, observations, leftBehind };
	}

	private async fetchToken(): Promise<void> {
		const { appId, appSecret } = this.stage.account;
		const { answer } = await this.stage.send('Fetch a token', {
			method: 'POST',
			path: TOKEN_PATH,
			body: { app_id: appId, app_secret: appSecret },
		});
		this.token = typeof answer?.tenant_access_token === 'string' ? answer.tenant_access_token : '';
		if (this.token === '') this.failures.push(`There was no token: ${said(answer)}`);
	}

	private async createCards(): Promise<void> {
		const { stage } = this;
		const created = await stage.node('Create a card', 'create', this.wholeCard(this.first));
		this.mustBe('The new card', created, { status: 'created' });
		if (this.failures.length > 0) return;
		this.observe('How an answer says that no card failed', wordsForNoFailure(created.exchanges));

		const again = await stage.node('Create it again', 'create', this.wholeCard(this.first));
		this.observe('Creating a card that exists', behaviour(again.exchanges, 'POST'));
	}

	private async changeCards(): Promise<void> {
		const { stage } = this;
		const changed = await stage.node('Update it', 'update', {
			bizId: this.first,
			updateFields: { title: `${TITLE}, updated`, preview: 'A change by npm run live.' },
		});
		this.mustBe('The update', changed, { status: 'updated' });
		const missing = await stage.node('Update a card that was never created', 'update', {
			bizId: this.none,
			updateFields: { title: TITLE },
		});
		this.mustBe('The update of no card', missing, { status: 'failed' });
		this.observe('Updating a card that does not exist', behaviour(missing.exchanges, 'PUT'));

		const there = await stage.node('Create or update it', 'upsert', this.wholeCard(this.first));
		this.mustBe('The card that was there', there, { status: 'updated' });
		const title = 'Create or update a second one';
		const notThere = await stage.node(title, 'upsert', this.wholeCard(this.second));
		this.mustBe('The card that was not there', notThere, { status: 'created' });
	}

	private async askAboutUpdates(): Promise<void> {
		await this.askUpdate('An update that names a field which is not there', [{}], '3');
		await this.askUpdate(
			'An update with an empty list of buttons',
			[{ buttons: { buttons: [] } }],
			'11',
		);
		await this.askUpdate(
			'A title of 60 characters that take two UTF-16 units each',
			[{ title: '🍜'.repeat(60) }],
			'1',
		);
		await this.askUpdate('A title of 61 characters', [{ title: 'x'.repeat(61) }], '1');
		const twice = [{ title: `${TITLE}, 1` }, { title: `${TITLE}, 2` }];
		await this.askUpdate('The same card twice in an update', twice, '1');
	}

	private async askUpdate(question: string, changes: IDataObject[], number: string): Promise<void> {
		const feed_cards = changes.map((fields) => ({
			app_feed_card: { biz_id: this.first, ...fields },
			user_id: this.stage.account.openId,
			update_fields: [number],
		}));
		await this.ask(question, 'PUT', BATCH_PATH, { feed_cards });
	}

	private async deleteCards(): Promise<void> {
		const { stage } = this;
		for (const [what, bizId] of [
			['The first card', this.first],
			['The second card', this.second],
		]) {
			const gone = await stage.node(`Delete: ${what}`, 'delete', { bizId });
			this.mustBe(what, gone, { status: 'deleted' });
		}
		const again = await stage.node('Delete the first again', 'delete', { bizId: this.first });
		this.mustBe('The second deletion', again, { status: 'failed', reason: 'NOT_CREATED' });
		this.observe('Deleting a card that is gone', behaviour(again.exchanges, 'DELETE'));
	}

	private async askAboutTheRest(): Promise<void> {
		const { openId } = this.stage.account;
		await this.askDelete('The same card twice in a request to delete', [openId, openId]);
		await this.askDelete('Deleting for an open_id that does not exist', [UNKNOWN_OPEN_ID]);
		await this.askCreate('Creating a card whose business ID was deleted', this.second, [openId]);
		await this.askCreate(
			'Creating a card for somebody, and for an open_id that does not exist',
			this.none,
			[openId, UNKNOWN_OPEN_ID],
		);
		await this.stage.send('Delete with a token that does not exist', {
			method: 'DELETE',
			path: BATCH_PATH,
			token: UNKNOWN_TOKEN,
			body: { feed_cards: [{ biz_id: this.first, user_id: openId }] },
		});
		await this.stage.send('Ask which permissions are granted (what the credential test sends)', {
			method: 'GET',
			path: '/open-apis/application/v6/scopes',
			token: this.token,
		});
	}

	private async askDelete(question: string, openIds: string[]): Promise<void> {
		const feed_cards = openIds.map((user_id) => ({ biz_id: this.first, user_id }));
		await this.ask(question, 'DELETE', BATCH_PATH, { feed_cards });
	}

	private async askCreate(question: string, bizId: string, user_ids: string[]): Promise<void> {
		const app_feed_card = {
			biz_id: bizId,
			title: TITLE,
			link: { link: LINK },
			notify: { close_notify: true },
		};
		await this.ask(question, 'POST', CARD_PATH, { app_feed_card, user_ids });
	}

	private async ask(
		question: string,
		method: string,
		path: string,
		body: IDataObject,
	): Promise<void> {
		const { exchanges } = await this.stage.send(question, {
			method,
			path,
			token: this.token,
			body,
		});
		this.observe(question, behaviour(exchanges, method));
	}

	/** Takes away whatever may still be there, and tells whether something may be left all the same. */
	private async clearUp(): Promise<boolean> {
		const { openId } = this.stage.account;
		const ids = [this.first, this.second, this.none];
		const { answer } = await this.stage.send('Take away what is left', {
			method: 'DELETE',
			path: BATCH_PATH,
			token: this.token,
			body: { feed_cards: ids.map((biz_id) => ({ biz_id, user_id: openId })) },
		});
		const data = answer?.data as { failed_cards?: Array<{ reason?: unknown }> } | undefined;
		const isGone = ({ reason }: { reason?: unknown }) =>
			['2', 'NOT_CREATED'].includes(String(reason).toUpperCase());
		return answer?.code !== 0 || !(data?.failed_cards ?? []).every(isGone);
	}

	private wholeCard(bizId: string): INodeParameters {
		return {
			bizId,
			title: TITLE,
			preview: 'A check by npm run live. It is deleted at once.',
			link: LINK,
			additionalFields: {
				closeNotify: true,
				statusLabel: { label: { text: 'Check', type: 'success' } },
			},
		};
	}

	private observe(question: string, answer: string): void {
		this.observations.push({ question, answer });
	}

	private mustBe(what: string, { ran }: Played, expected: IDataObject): void {
		const items = ran?.cards ?? [];
		const agrees = Object.entries(expected).every(([key, value]) => items[0]?.[key] === value);
		if (items.length === 1 && agrees) return;
		const wanted = Object.values(expected).join(' ');
		const was = ran ? inWords(ran) : 'nothing';
		this.failures.push(`${what} should have come out as ${wanted}, and was: ${was}`);
	}
}
