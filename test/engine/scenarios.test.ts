/** The scenarios of real servers, in n8n's engine. */
import { scenarios } from '../scenarios/scenarios';
import { hurry, inputsOf, setUp } from './setUp';

const n8n = setUp();
beforeEach(hurry);

test.each(Object.entries(scenarios))('%s', async (_, scenario) => {
	await scenario({
		feishu: n8n.feishu,
		app: n8n.feishu.app,
		async run(items, parameters, settings) {
			const ran = await n8n.run(items, { parameters: parameters as never, ...settings });
			const out = ran.outputs.flat();
			return {
				items: out.map(({ json }) => json),
				links: out.map(inputsOf),
				error: ran.error,
				hints: ran.hints,
			};
		},
	});
});
