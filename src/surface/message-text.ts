/** Messages in words. What others wrote in them never leaves its line. */
import type { Message, MessageList, ShownMessage } from '../comms/inbox.ts';
import { inline, printable } from '../domain/printable.ts';
import type { Paint } from './paint.ts';

/** A message has its sentence in its second word. */
const saying = ({ kind, argv }: Message): string => (kind === 'message' ? argv.slice(1).join(' ') : argv.join(' '));

export function messageListText({ messages, unreadable }: MessageList, paint: Paint): string {
  const bad = unreadable.map(({ path, reason }) => `${paint.bad('unreadable')} ${inline(path)}: ${inline(reason)}`);
  const rows = messages.flatMap((message) => [
    `${paint.id(message.id)} ${message.at.slice(0, 16)} from ${inline(message.from)}`,
    `  ${inline(saying(message).split('\n')[0] ?? '')}`,
  ]);
  if (rows.length + bad.length > 0) return [...rows, ...bad].join('\n');
  return 'No messages. What becomes of requests that you own is told here; see them: gitcrq crq list --mine';
}

export const messageText = (message: ShownMessage, paint: Paint): string =>
  [
    `${paint.id(message.id)} from ${inline(message.from)} to ${inline(message.to)}, signed by ${message.key}`,
    ...message.states.map(({ state, at, by }) => `${inline(state)} ${inline(at)} by ${inline(by)}`),
    '',
    printable(saying(message)),
  ].join('\n');
