/**
 * A model on the loopback interface, as the Gemini API streams it (REST reference: models.streamGenerateContent, server-sent
 * events): it says what a test has written down, turn by turn, and keeps what it was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Of an answer: text, or a tool that is called. */
export type Part =
  | { readonly text: string }
  | { readonly call: string; readonly args: Readonly<Record<string, unknown>> };

/** Parts of one answer, or what is wrong with the service: never an answer, or a status of HTTP. */
export type Turn = readonly Part[] | 'silence' | number;

export interface Asked {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

export interface Model {
  readonly url: string;
  /** Requests for an answer, oldest first. */
  readonly asked: readonly Asked[];
}

const inApi = (part: Part) => ('text' in part ? part : { functionCall: { name: part.call, args: part.args } });

const chunk = (part: Part, last: boolean) => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [inApi(part)] }, ...(last && { finishReason: 'STOP' }) }],
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, totalTokenCount: 10 },
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const bytes of request) chunks.push(bytes);
  return Buffer.concat(chunks).toString('utf8');
}

function say(response: ServerResponse, turn: Turn): void {
  if (turn === 'silence') return;
  if (typeof turn === 'number') {
    response.writeHead(turn, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: turn, message: 'as the test wants it', status: 'UNKNOWN' } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [at, part] of turn.entries())
    response.write(`data: ${JSON.stringify(chunk(part, at === turn.length - 1))}\r\n\r\n`);
  response.end();
}

/** The last turn is said again and again. */
export async function model(turns: readonly Turn[]): Promise<Model> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const key = request.headers['x-goog-api-key'];
    asked.push({ path: request.url ?? '', key: typeof key === 'string' ? key : undefined, body });
    say(response, turns[Math.min(asked.length, turns.length) - 1] ?? 'silence');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { url: `http://127.0.0.1:${port}`, asked };
}
