/** What git tells pre-push (githooks(5)): one line a ref, `<local ref> <local oid> <remote ref> <remote oid>`. */
import { isZero, type Oid, oid } from '../../domain/brand.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { HOOK_INPUT_INVALID } from '../errors.ts';

export interface PushedRef {
  /** As the user wrote it: a ref, `HEAD~1`, `main@{1 day ago}`. */
  readonly local: string;
  /** null: the remote ref is deleted. */
  readonly to: Oid | null;
  readonly ref: string;
  /** null: the remote ref is new. */
  readonly from: Oid | null;
}

/** What no ref name holds (git-check-ref-format(1)): blanks and control characters. */
const LINE = /^(.+) ([0-9a-f]{40}|[0-9a-f]{64}) ([^\s\p{Cc}]+) ([0-9a-f]{40}|[0-9a-f]{64})$/u;
const orNull = (text: string): Oid | null => (isZero(text) ? null : oid(text));

/** Fails HOOK_INPUT_INVALID for a line that is not git's: a push that is not understood is not let through. */
export function parsePushLines(input: Uint8Array): Result<readonly PushedRef[]> {
  const refs: PushedRef[] = [];
  for (const line of Buffer.from(input).toString('utf8').split('\n')) {
    if (line === '') continue;
    const [, local, to, ref, from] = LINE.exec(line) ?? [];
    if (local === undefined || to === undefined || ref === undefined || from === undefined) {
      return fail(HOOK_INPUT_INVALID, `pre-push cannot read ${JSON.stringify(line.slice(0, 120))}`, [
        'git push --verbose',
      ]);
    }
    refs.push({ local, to: orNull(to), ref, from: orNull(from) });
  }
  return ok(refs);
}
