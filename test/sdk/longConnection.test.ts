/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** The stand-in's long connection, held against the official SDK: its client must be able to talk with it. */
import { EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';

import { pingOf } from '../../nodes/FeishuAppFeedCardConnectionTrigger/frame';
import { click } from '../feishu/calls';
import { FeishuStandIn } from '../feishu/standIn';

let feishu: FeishuStandIn;
let client: WSClient;
const clicks: unknown[] = [];
let ready: () => void;
let failed: (error: Error) => void;

beforeEach(async () => {
	feishu = await FeishuStandIn.start();
	clicks.length = 0;
});
afterEach(async () => {
	client.close({ force: true });
	await feishu.stop();
});

async function connect(appSecret = feishu.app.appSecret): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		[ready, failed] = [resolve, reject];
		client = new WSClient({
			appId: feishu.app.appId,
			appSecret,
			domain: feishu.url,
			loggerLevel: LoggerLevel.fatal,
			onReady: () => ready(),
			onError: (error) => failed(error),
		});
		const eventDispatcher = new EventDispatcher({ loggerLevel: LoggerLevel.fatal }).register({
			'card.action.trigger': (data: unknown) => {
				clicks.push(data);
				return { toast: { type: 'success', content: '完成' } };
			},
		});
		void client.start({ eventDispatcher });
	});
}
const of = () => ({ appId: feishu.app.appId, tenantKey: 't', verificationToken: '' });

test('it connects, gets a click, and its answer is read', async () => {
	await connect();
	const answer = await feishu.longConnections.push(click(of(), { value: { biz_id: 'a' } }));
	expect(answer).toMatchObject({
		code: 200,
		data: { toast: { type: 'success', content: '完成' } },
	});
	expect(clicks).toMatchObject([{ action: { value: { biz_id: 'a' } } }]);
});

test('it puts together a click in several frames', async () => {
	await connect();
	const push = { parts: 3, order: [2, 0, 1] };
	expect(await feishu.longConnections.push(click(of()), push)).toMatchObject({ code: 200 });
	expect(clicks).toHaveLength(1);
});

test('its ping is ours, byte for byte, and the pong suits it', async () => {
	await connect();
	const [{ pings, service }] = feishu.longConnections.clients;
	while (pings.length === 0) await new Promise((resolve) => setImmediate(resolve));
	expect(pings[0].equals(pingOf(service))).toBe(true);
});
