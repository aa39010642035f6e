/** For jest: says after a run of everything what that was not. */
module.exports = class NotCovered {
	onRunComplete() {
		process.stdout.write(`
Not covered by npm test:
  real n8n servers, the editor, queue mode   npm run e2e
  n8n's rules for verified packages          npm run scan
  the real Feishu                            npm run live
  whether tests notice a changed line        npm run mutate
`);
	}
};
