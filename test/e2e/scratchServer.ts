import { writeFileSync } from 'node:fs';
import { packProject } from '../server/pack';
import { World } from './world';
async function main() {
	const tarball = await packProject();
	const world = await World.start({ version: '2.41.1', tarball, say: console.log });
	writeFileSync('/tmp/e2elogs/world.json', JSON.stringify({ url: world.server.url, feishu: world.feishu.url, app: world.app.appId, secret: world.app.appSecret }));
	console.log('up', world.server.url);
	await new Promise((r) => setTimeout(r, 20 * 60_000));
	await world.stop();
}
process.on('SIGTERM', () => process.exit(0));
void main();
