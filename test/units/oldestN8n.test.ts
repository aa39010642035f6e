/* eslint-disable @typescript-eslint/no-require-imports -- this runs in tests, never inside n8n */
import type * as N8nWorkflow from 'n8n-workflow';

/** Loads a node as n8n does: its file first, then an object of its class. */
function loadNode(name: string): object {
	const file = require(`../../nodes/${name}/${name}.node`) as Record<string, new () => object>;
	return new file[name]();
}

describe.each(['FeishuAppFeedCard', 'FeishuAppFeedCardTrigger'])('%s', (name) => {
	beforeEach(() => jest.resetModules());

	afterEach(() => jest.dontMock('n8n-workflow'));

	it('says on an n8n before 1.85 which one it needs', () => {
		jest.doMock('n8n-workflow', () => ({
			...jest.requireActual<typeof N8nWorkflow>('n8n-workflow'),
			NodeConnectionTypes: undefined,
		}));

		// n8n replaces the words of a TypeError by others.
		let caught: unknown;
		try {
			loadNode(name);
		} catch (error) {
			caught = error;
		}

		expect(caught).not.toBeInstanceOf(TypeError);
		expect(String(caught)).toContain('needs n8n 1.85 or newer. Update n8n');
	});

	it('loads on this n8n', () => {
		expect(loadNode(name)).toHaveProperty('description.name', expect.any(String));
	});
});
