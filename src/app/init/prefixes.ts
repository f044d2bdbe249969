/** Which id keys the policy begins with, and above which number new ids start, so that none repeats one of the history. */
import type { Oid } from '../../domain/brand.ts';
import { isPrefix } from '../../domain/id.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { detectPrefixes } from '../../enforce/trace/prefixes.ts';
import type { Repo } from '../../git/repo.ts';
import { ID_INVALID } from '../../store/errors.ts';

export interface Keys {
  /** The first is the one of new ids; the others are read as links, so that the history stays traceable. */
  readonly prefixes: readonly string[];
  /** The highest number that the history gives to the first prefix. */
  readonly above: number;
  /** One sentence; null where there is no history to read. */
  readonly said: string | null;
}

/** The highest number of a key in front of any subject. */
async function highest(repo: Repo, tip: Oid, prefix: string): Promise<Result<number>> {
  const args = ['log', '--no-show-signature', '--format=%s', '--extended-regexp', `--grep=${prefix}-[0-9]`, tip, '--'];
  const log = await repo.output('reading subjects', args);
  if (!log.ok) return log;
  const numbers = log.value.matchAll(new RegExp(`^[\\s[(]*${prefix}-([1-9][0-9]{0,8})(?![A-Za-z0-9])`, 'gm'));
  return ok([...numbers].reduce((most, match) => Math.max(most, Number(match[1])), 0));
}

const DEFAULT = 'CRQ';

/** `chosen`: what --prefix says. Without it new ids get CRQ: numbers of another tracker's key are that tracker's to give. */
export async function findKeys(repo: Repo, tip: Oid | null, chosen: string | null): Promise<Result<Keys>> {
  const first = chosen ?? DEFAULT;
  if (!isPrefix(first))
    return fail(ID_INVALID, `${JSON.stringify(first.slice(0, 40))} is no prefix; it is capital letters, digits and _`, [
      'gitcrq init --prefix CRQ',
    ]);
  if (tip === null) return ok({ prefixes: [first], above: 0, said: null });
  const found = await detectPrefixes(repo, tip);
  if (!found.ok) return found;
  const others = found.value.map(({ prefix }) => prefix).filter((prefix) => prefix !== first);
  const taken = others.length < found.value.length ? await highest(repo, tip, first) : ok(0);
  if (!taken.ok) return taken;
  const seen = found.value.map(({ prefix, subjects }) => `${prefix} (leads ${subjects} of the last 1,000 subjects)`);
  const said = `id keys: ${seen.length === 0 ? 'none in the last 1,000 subjects' : seen.join(', ')}; new ids are ${first}-${taken.value + 1} and up`;
  return ok({ prefixes: [first, ...others], above: taken.value, said });
}
