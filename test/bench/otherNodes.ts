/** Nodes of n8n's that are measured in this node's place. */
import type { deleteNode } from '../e2e/workflows';
import type { Credential } from '../server/rest';

export type Node = ReturnType<typeof deleteNode>;

export const NO_OPERATION: Node = {
	name: 'No Operation',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

/** Wait, which holds the execution as this node does; less than 65 seconds, in n8n's memory. */
export const wait = (ms: number): Node => ({
	name: 'Wait',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: ms / 1_000, unit: 'seconds' },
});

/** Edit Fields with a text for each of these expressions. */
export const edit = (expressions: string[]): Node => ({
	name: 'Edit Fields',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: expressions.map((value, n) => ({
				id: `${n}`,
				name: `f${n}`,
				type: 'string',
				value,
			})),
		},
		options: {},
	},
});

/**
 * HTTP Request that deletes cards with the same credential.
 *
 * @param cards what finds them, as inside the braces of an expression
 */
export const httpRequest = ({ id, name, type }: Credential, url: string, cards: string): Node => ({
	name: 'HTTP Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'DELETE',
		url: `${url}/open-apis/im/v2/app_feed_card/batch?user_id_type=open_id`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: type,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ { feed_cards: ${cards} } }}`,
		options: {},
	},
	credentials: { [type]: { id, name } },
});
