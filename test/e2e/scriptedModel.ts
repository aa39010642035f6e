/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Message {
	role: string;
	content: unknown;
}

interface ChatRequest {
	messages: Message[];
	stream?: boolean;
	tools?: Array<{ function: { name: string; description: string; parameters: object } }>;
}

/**
 * A model with OpenAI's chat API that thinks nothing: asked by a person it calls the first tool that it is
 * offered, and whatever the tool answers, it says "That is all."
 */
export class ScriptedModel {
	/** What it calls the tool with. */
	toolArguments: Record<string, unknown> = {};

	/** Every request so far. */
	readonly requests: ChatRequest[] = [];

	private readonly server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk: Buffer) => (text += chunk.toString()));
		request.on('end', () => {
			const asked = JSON.parse(text) as ChatRequest;
			this.requests.push(asked);
			const answer = this.answerTo(asked);
			response.setHeader('connection', 'close');
			if (!asked.stream) {
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify(completion('chat.completion', { message: answer })));
				return;
			}
			const chunk = completion('chat.completion.chunk', { delta: answer });
			response.setHeader('content-type', 'text/event-stream');
			response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
		});
	});

	static async start(): Promise<ScriptedModel> {
		const model = new ScriptedModel();
		await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		return model;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	/** The tools that it was offered last. */
	get tools() {
		return (this.requests.at(-1)?.tools ?? []).map((tool) => tool.function);
	}

	/** What it was told as the answer of the tool. */
	get toolAnswer(): string {
		const told = this.requests.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
		return String(told.at(-1)?.content);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private answerTo({ messages, tools }: ChatRequest): object {
		const tool = tools?.[0];
		if (!tool || messages.at(-1)?.role === 'tool') {
			return { role: 'assistant', content: 'That is all.' };
		}
		const call = { name: tool.function.name, arguments: JSON.stringify(this.toolArguments) };
		return {
			role: 'assistant',
			content: null,
			tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: call }],
		};
	}
}

const completion = (object: string, answer: { message: object } | { delta: object }) => ({
	id: 'chatcmpl-1',
	object,
	created: 0,
	model: 'scripted',
	choices: [
		{
			index: 0,
			...answer,
			finish_reason: JSON.stringify(answer).includes('tool_calls') ? 'tool_calls' : 'stop',
		},
	],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
