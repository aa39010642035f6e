/* eslint-disable @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

import { OWNER } from '../../server/rest';
import { findProgram } from '../programs';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	// Without these, Chromium calls its maker at every start.
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const STEP_TIMEOUT = 30_000;

/** n8n's editor in a browser, used as a person would: by what can be seen and clicked. */
export class Editor {
	static async open(url: string): Promise<Editor> {
		const browser = await chromium.launch({
			executablePath: findProgram('chromium'),
			args: FLAGS,
		});
		try {
			const context = await browser.newContext({
				viewport: { width: 1440, height: 800 },
				colorScheme: 'light',
				locale: 'en-US',
			});
			const page = await context.newPage();
			page.setDefaultTimeout(STEP_TIMEOUT);
			// To leave a workflow that is not saved.
			page.on('dialog', (dialog) => void dialog.accept());
			const editor = new Editor(url, browser, page);
			await editor.logIn();
			return editor;
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	private constructor(
		private readonly url: string,
		private readonly browser: Browser,
		readonly page: Page,
	) {}

	async close(): Promise<void> {
		await this.browser.close();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.find('canvas-node').first().waitFor();
	}

	/** Opens the panel that lists nodes, to add one behind the workflow's last node. */
	async openNodePanel(): Promise<void> {
		await this.find('canvas-handle-plus').last().click();
		await this.searchBar.waitFor();
	}

	get nodePanel(): Locator {
		return this.find('node-creator');
	}

	/** The names of the nodes that the search finds. */
	async searchNodes(words: string): Promise<string[]> {
		await this.searchBar.fill(words);
		await this.page.waitForTimeout(700);
		return await this.find('node-creator-item-name').allInnerTexts();
	}

	/** The node's own view: input, parameters, output. */
	get nodeView(): Locator {
		return this.find('ndv');
	}

	get outputPanel(): Locator {
		return this.find('output-panel');
	}

	async executeStep(): Promise<void> {
		await Promise.all([
			this.page.waitForResponse(
				(response) => response.url().includes('/run') && response.request().method() === 'POST',
			),
			this.find('node-execute-button').click(),
		]);
		await this.find('node-execute-button').getByText('Execute step').waitFor();
	}

	get credentialForm(): Locator {
		return this.find('editCredential-modal');
	}

	/** The first one of its kind. */
	async newCredential(): Promise<void> {
		await this.nodeView.getByText('Connect to Feishu').click();
		await this.find('credential-save-button').waitFor();
	}

	/** Chooses from a list in the open form; `nth` counts the fields of this name from 0. */
	async choose(parameter: string, choice: string | RegExp, nth = 0): Promise<void> {
		await this.field(parameter, nth).click();
		await this.page.getByRole('option', { name: choice }).click();
	}

	async type(parameter: string, text: string, nth = 0): Promise<void> {
		await this.field(parameter, nth).fill(text);
		// Else a tip lies over what is below the field.
		await this.field(parameter, nth).blur();
	}

	/** Turns a switch of the open form on or off. */
	async flip(parameter: string): Promise<void> {
		const field = this.find(`parameter-input-${parameter}`);
		await field.locator('.el-switch, [role="switch"]').first().click();
	}

	/** Adds a field to the first collection of the node's view, as Additional Fields. */
	async addField(name: string): Promise<void> {
		await this.find('collection-parameter-add').first().click();
		await this.page.getByRole('option', { name, exact: true }).click();
	}

	/** Presses a button of the node's view, by what stands on it. */
	async press(words: string): Promise<void> {
		await this.nodeView.getByText(words, { exact: true }).click();
	}

	private field(parameter: string, nth: number): Locator {
		return this.find(`parameter-input-${parameter}`).nth(nth).locator('input').last();
	}

	/** n8n tests a credential as it saves it. */
	async saveCredential(): Promise<void> {
		await this.find('credential-save-button').click();
	}

	async closeCredential(): Promise<void> {
		// Escape would close the node's view with it.
		await this.credentialForm.getByRole('button', { name: 'Close' }).click();
		await this.credentialForm.waitFor({ state: 'hidden' });
	}

	find(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]:visible`);
	}

	private get searchBar(): Locator {
		return this.page.locator(
			'input[data-test-id="node-creator-search-bar"], [data-test-id="node-creator-search-bar"] input',
		);
	}

	private async logIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[type="email"], input[autocomplete="email"]').fill(OWNER.email);
		await this.page.locator('input[type="password"]').fill(OWNER.password);
		await this.find('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.includes('signin'));
	}
}
