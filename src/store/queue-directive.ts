/**
 * What people tell the queue, as entries of its log: to stop and to go on, to leave a branch out, to ask again. Each is a
 * commit of its own, so that `git log` shows who said it and why, and a landing that did not see it loses its push.
 */
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { parseMessage, trailerValues } from '../domain/message.ts';
import type { Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import { emptyTree } from '../git/tree.ts';

export const DIRECTIVES = ['paused', 'resumed', 'dropped', 'retried'] as const;
export type DirectiveKind = (typeof DIRECTIVES)[number];

/** What a directive says, without who said it. */
export interface Directed {
  readonly event: DirectiveKind;
  readonly target: string;
  /** null where it is about the whole queue. */
  readonly crq: CrqId | null;
  /** The branch that is left out, as long as its head is this one. */
  readonly branch: string | null;
  readonly head: Oid | null;
  readonly reason: string | null;
}

export interface Directive extends Directed {
  /** `Name <address>` */
  readonly by: string;
  /** RFC 3339; when it was written. */
  readonly at: string;
  /** In base64, where the base says who may land. */
  readonly signature?: string;
}

/** One line, as a trailer is. */
export const reasonLine = (text: string | undefined): string | null => {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
};

function directiveMessage({ event, target, crq, branch, head, reason, by, signature }: Omit<Directive, 'at'>): string {
  const trailers: readonly (readonly [string, string | null | undefined])[] = [
    ['CRQ', crq],
    ['Event', event],
    ['Branch', branch],
    ['Target', target],
    ['Head', head],
    ['Reason', reason],
    ['By', by],
    ['By-Signature', signature],
  ];
  const given = trailers.flatMap(([key, value]) => (value === null || value === undefined ? [] : [`${key}: ${value}`]));
  return `${event} ${branch ?? crq ?? 'the queue'} on ${target}\n\n${given.join('\n')}\n`;
}

/** Writes one directive on top of `previous`; nothing points at it yet. */
export const writeDirective = (
  repo: Repo,
  directive: Omit<Directive, 'at'>,
  previous: Oid | null,
): Promise<Result<Oid>> =>
  writeCommit(repo, {
    tree: emptyTree(repo),
    parents: previous === null ? [] : [previous],
    message: directiveMessage(directive),
  });

/** The directive that a message tells of; null if it tells of none. */
export function readDirective(text: string, at: string, prefixes: readonly string[]): Directive | null {
  const message = parseMessage(text);
  const one = (key: string): string | null => trailerValues(message, key)[0] ?? null;
  const event = DIRECTIVES.find((kind) => kind === one('Event'));
  const [target, by, branch, head] = [one('Target'), one('By'), one('Branch'), one('Head')];
  if (event === undefined || target === null || by === null) return null;
  const crq = parseWrittenId(one('CRQ') ?? '', prefixes);
  const aboutQueue = event === 'paused' || event === 'resumed';
  if (!aboutQueue && crq === null) return null;
  if (event === 'dropped' && (branch === null || head === null || !isOid(head))) return null;
  const signature = one('By-Signature');
  return {
    event,
    target,
    crq: aboutQueue ? null : crq,
    branch,
    head: head !== null && isOid(head) ? head : null,
    reason: one('Reason'),
    by,
    at,
    ...(signature === null ? {} : { signature }),
  };
}
