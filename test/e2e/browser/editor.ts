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

	async openHome(): Promise<void> {
		await this.page.goto(`${this.url}/home/workflows`);
		await this.find('universal-add').waitFor();
	}

	/** The kinds of credentials that the search in the open list finds. */
	async searchCredentials(words: string): Promise<string[]> {
		await this.find('selectCredential-modal').getByRole('combobox').last().fill(words);
		await this.page.waitForTimeout(500);
		return await this.page.locator('.el-select-dropdown__item:visible').allInnerTexts();
	}

	/** A new workflow, with the panel open that lists what it may begin with. */
	async openEmptyWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.addFirstStep();
	}

	/** Opens the panel that lists what an empty workflow may begin with. */
	async addFirstStep(): Promise<void> {
		await this.find('canvas-add-button').click();
		await this.searchBar.waitFor();
	}

	/** What the + in the top left corner offers. */
	async addByPlus(what: string): Promise<void> {
		await this.find('universal-add').click();
		await this.page.getByRole('menuitem', { name: what, exact: true }).click();
	}

	/** Opens the panel that lists nodes, to add one behind the workflow's last node. */
	async openNodePanel(): Promise<void> {
		// Of the last node's free outputs the first, Done: the one after it is Failed. A trigger has one.
		const outputs = this.find('canvas-handle-plus');
		await outputs.nth(Math.max(0, (await outputs.count()) - 2)).click();
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

	/** Adds a node by its name in the open panel, with one of its actions. */
	async addNode(words: string, name: string, action: string): Promise<void> {
		await this.searchNodes(words);
		await this.nodePanel.getByText(name, { exact: true }).first().click();
		await this.nodePanel.getByText(action, { exact: true }).click();
		await this.nodeView.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.nodeView.waitFor({ state: 'hidden' });
	}

	/** A field in what is open, by what stands above it. */
	field(label: string, within: Locator = this.nodeView): Locator {
		return within
			.locator('label.n8n-input-label:visible')
			.filter({ has: this.page.getByText(label, { exact: true }) })
			.locator('xpath=../..');
	}

	/** Puts a text into a field (the last one of that name), in the place of what stands there. */
	async fill(label: string, text: string, within?: Locator): Promise<void> {
		const box = this.field(label, within).last().locator('.cm-content, input, textarea').last();
		await box.click();
		await this.page.keyboard.press('ControlOrMeta+A');
		await this.page.keyboard.press('Delete');
		await this.page.keyboard.insertText(text);
		// The tips below a field cover what is next.
		await box.blur();
	}

	/** Chooses from the list of a field. */
	async choose(label: string, choice: string, within?: Locator): Promise<void> {
		await this.field(label, within).last().locator('input').last().click();
		await this.chooseFromOpenList(choice);
	}

	/** Adds an optional field by the list that says "Add Field", or another. */
	async addField(name: string, list = 'Add Field'): Promise<void> {
		await this.nodeView.getByPlaceholder(list).click();
		await this.chooseFromOpenList(name);
	}

	private async chooseFromOpenList(choice: string): Promise<void> {
		// A list that still opens takes no click.
		await this.page.waitForTimeout(500);
		await this.page.getByRole('option').getByText(choice, { exact: true }).click();
	}

	/** Turns a switch on or off. */
	async flip(label: string): Promise<void> {
		await this.field(label).locator('.el-switch, [role="switch"]').first().click();
	}

	/** What stands in a field. */
	async valueOf(label: string, within?: Locator): Promise<string> {
		const box = this.field(label, within).locator('.cm-content, input, textarea').last();
		return await box.evaluate((element) =>
			'value' in element ? String(element.value) : (element.textContent ?? ''),
		);
	}

	/** The node's own view: input, parameters, output. */
	get nodeView(): Locator {
		return this.find('ndv');
	}

	get outputPanel(): Locator {
		return this.find('output-panel');
	}

	get parameterPanel(): Locator {
		return this.find('node-parameters').or(this.nodeView.locator('.node-settings')).first();
	}

	/** What stands above the columns of the output's table. */
	async outputColumns(): Promise<string[]> {
		const texts = await this.outputPanel.locator('thead th').allInnerTexts();
		return texts.map((text) => text.trim()).filter((text) => text !== '');
	}

	/** Whether the line above the output that begins so is a warning, which n8n shows in yellow. */
	async hasWarning(words: string): Promise<boolean> {
		return await this.outputPanel
			.getByText(words)
			.first()
			.evaluate((element) => element.closest('[class*="warning"]') !== null);
	}

	/** Whether a person sees all of it without scrolling. */
	async isInSight(part: Locator): Promise<boolean> {
		const box = await part.first().boundingBox();
		const panel = await this.outputPanel.boundingBox();
		if (!box || !panel) return false;
		return (
			box.x + box.width <= panel.x + panel.width && box.y + box.height <= panel.y + panel.height
		);
	}

	/** Runs the open node, and waits until its button says again what it said. */
	async executeStep(label = 'Execute step'): Promise<void> {
		const button = this.nodeView.getByRole('button', { name: label, exact: true }).first();
		await Promise.all([
			this.page.waitForResponse(
				(response) => response.url().includes('/run') && response.request().method() === 'POST',
			),
			button.click(),
		]);
		await button.waitFor();
	}

	get credentialForm(): Locator {
		return this.find('editCredential-modal');
	}

	/** The first one of its kind. */
	async newCredential(): Promise<void> {
		const inN8n2 = this.nodeView.getByText('Connect to Feishu');
		const inN8n1 = this.nodeView.getByPlaceholder('Select Credential');
		await inN8n2.or(inN8n1).first().click();
		if (!(await this.credentialForm.isVisible())) {
			const create = this.page.getByText('Create new credential');
			await create.or(this.credentialForm).first().waitFor();
			if (await create.isVisible()) await create.click();
		}
		await this.find('credential-save-button').waitFor();
	}

	/** Fills the field of the open form that is called so in the code. */
	async type(parameter: string, text: string): Promise<void> {
		await this.find(`parameter-input-${parameter}`).locator('input').last().fill(text);
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
