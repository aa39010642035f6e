import { appKeyOf, ownerOf, type SelfBuiltApp } from '../shared/app';
import { Connection, type Listener } from './connection';

const connections = new Set<Connection>();

/** The triggers that want to be connected. */
const listening = new Set<Listener>();

/**
 * Has a trigger share the connection of its app: Feishu sends a click to one of an app's connections, whichever
 * (集群模式), so that two of them would take each other's.
 *
 * @throws what reading its credential throws
 */
export async function listen(listener: Listener): Promise<void> {
	listening.add(listener);
	const app = await listener.readApp();
	if (listening.has(listener)) join(listener, app);
}

function join(listener: Listener, app: SelfBuiltApp): void {
	const key = ownerOf(app);
	const open = [...connections].find((connection) => connection.key === key);
	const connection =
		open ??
		new Connection(key, appKeyOf(app), {
			leave: join,
			firstConnected: readOthersAgain,
			over: (ended) => connections.delete(ended),
		});
	connections.add(connection);
	connection.add(listener);
}

/** Ends the trigger's share of its connection; the last one closes it. */
export function stopListening(listener: Listener): void {
	listening.delete(listener);
	for (const connection of connections) connection.remove(listener);
}

/** An older secret of the same app: whoever has the new one by now moves over, and the old connection ends. */
function readOthersAgain(connection: Connection): void {
	for (const other of connections) {
		if (other !== connection && other.appKey === connection.appKey) other.reconnect();
	}
}
