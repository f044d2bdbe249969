/** What git tells pre-receive (githooks(5)): one line a ref, `<old oid> <new oid> <ref>`, an oid of zeros for none. */
import { isZero, type Oid, oid } from '../../domain/brand.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { RefChange } from '../../git/refs.ts';
import type { HashName } from '../../git/writer.ts';
import { HOOK_INPUT_INVALID } from '../errors.ts';

/** A push of 100,000 refs fits. */
export const INPUT_LIMIT = 32 * 1024 * 1024;

const unreadable = (what: string) =>
  fail(HOOK_INPUT_INVALID, `pre-receive cannot read its input: ${what}`, ['git push --verbose']);

const LINE = /^([0-9a-f]+) ([0-9a-f]+) ([!-~\x80-\xff]+)$/;
const orNull = (text: string): Oid | null => (isZero(text) ? null : oid(text));

/**
 * The updates of a push, those that delete nothing left out. Fails HOOK_INPUT_INVALID for whatever git would not write: a
 * push that is not understood is not let through, and no input at all means that another hook took it away.
 */
export function parseUpdates(input: Uint8Array, hash: HashName): Result<readonly RefChange[]> {
  const digits = hash === 'sha256' ? 64 : 40;
  const text = Buffer.from(input).toString('latin1');
  if (text === '') return unreadable('there is none');
  if (input.length >= INPUT_LIMIT) return unreadable(`it is longer than ${INPUT_LIMIT} bytes`);
  if (!text.endsWith('\n')) return unreadable('its last line has no end');
  const updates = new Map<string, RefChange>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [, from, to, name] = LINE.exec(line) ?? [];
    if (from?.length !== digits || to?.length !== digits || name === undefined)
      return unreadable(`${JSON.stringify(line.slice(0, 160))} is no line of <old> <new> <ref>`);
    if (updates.has(name)) return unreadable(`${JSON.stringify(name.slice(0, 160))} is there twice`);
    const ref = Buffer.from(name, 'latin1').toString('utf8');
    updates.set(name, { ref, from: orNull(from), to: orNull(to) });
  }
  return ok([...updates.values()].filter(({ from, to }) => from !== null || to !== null));
}
