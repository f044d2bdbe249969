/**
 * Judges a push where nobody can pass it by: on the server, inside git's quarantine, before a ref moves. Every line is
 * judged by the rules as they are before the push; no ref and no record is written.
 */
import { GitcrqError } from '../../domain/error.ts';
import { isExemptBranch } from '../../domain/policy.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { RuleId } from '../../domain/rules.ts';
import type { RefChange } from '../../git/refs.ts';
import { openRepo, type Repo } from '../../git/repo.ts';
import type { Ports } from '../../sys/ports.ts';
import { HOOK_INPUT_INVALID } from '../errors.ts';
import { type HookVerdict, joined, PASS, type Refusal } from '../hooks/hook.ts';
import { branchCaseCollision } from '../rules/branch-case-collision.ts';
import { branchName } from '../rules/branch-name.ts';
import { judgeBase } from './base.ts';
import { readBases } from './bases.ts';
import { branchOfRef, type Push } from './push.ts';
import { judgeOther } from './record-refs.ts';
import { type ServerRefs, serverRefs } from './refs.ts';
import { serverPorts } from './surroundings.ts';
import { parseUpdates } from './updates.ts';
import { judgeWork, type Work } from './work.ts';

const SHOWN = 20;

/** What a person reads of a push with thousands of refs. */
function shortened({ refusals, warnings }: HookVerdict): HookVerdict {
  const left = [refusals, warnings].reduce((sum, { length }) => sum + Math.max(0, length - SHOWN), 0);
  const more = left > 0 ? [`${left} more; all of a branch, in your clone: gitcrq check BRANCH`] : [];
  return { refusals: refusals.slice(0, SHOWN), warnings: [...warnings.slice(0, SHOWN), ...more] };
}

const refusing = (refusal: Refusal | null): HookVerdict =>
  refusal === null ? PASS : { refusals: [refusal], warnings: [] };

const refused = (rule: RuleId, ref: string, why: string, next: string): HookVerdict =>
  refusing({ rule, text: ref, why, next: [next] });

/** A verdict, or the work that has to be judged for one. */
async function judgeOne(push: Push, update: RefChange): Promise<Result<HookVerdict | Work>> {
  const { repo, bases } = push;
  const { ref, to } = update;
  const branch = branchOfRef(ref);
  if (branch === null) {
    const refusal = await judgeOther(push, update);
    return refusal.ok ? ok(refusing(refusal.value)) : refusal;
  }
  const twin = bases.twinOf(branch);
  if (twin !== null && to !== null)
    return ok(
      refused(
        branchCaseCollision.id,
        ref,
        `it differs from the base ${twin} in upper and lower case only`,
        'gitcrq start "…"',
      ),
    );
  if (to !== null && (await repo.reader.info(to))?.type !== 'commit')
    return ok(refused(branchName.id, ref, `${to} is no commit here`, 'git push --verbose'));
  if (bases.is(branch)) return judgeBase(push, branch, update, to);
  return ok(to === null || isExemptBranch(bases.main.policy, branch) ? PASS : { branch, head: to });
}

async function judgeAll(push: Push): Promise<Result<HookVerdict>> {
  const verdicts: HookVerdict[] = [];
  const works: Work[] = [];
  for (const update of push.updates) {
    const judged = await judgeOne(push, update);
    if (!judged.ok) return judged;
    if ('head' in judged.value) works.push(judged.value);
    else verdicts.push(judged.value);
  }
  const worked = await judgeWork(push, works);
  return worked.ok ? ok(shortened(joined([...verdicts, ...worked.value]))) : worked;
}

/** git moves a ref only from where it says it is, so another value means a race that is lost, or lines that are not git's. */
const strange = (refs: ServerRefs, updates: readonly RefChange[]) => {
  const moved = updates.find(({ ref, from }) => refs.at(ref) !== from && /^refs\/(?:heads|gitcrq|notes)\//.test(ref));
  return moved === undefined
    ? null
    : fail(
        HOOK_INPUT_INVALID,
        `${moved.ref} is at ${refs.at(moved.ref) ?? 'no commit'} and not at ${moved.from ?? 'none'}`,
        ['git fetch origin'],
      );
};

async function judge(repo: Repo, lines: readonly RefChange[]): Promise<Result<HookVerdict>> {
  const refs = await serverRefs(repo);
  if (!refs.ok) return refs;
  const updates = lines.map((line) => ({ ...line, ref: refs.value.moved(line.ref) }));
  const wrong = strange(refs.value, updates);
  if (wrong !== null) return wrong;
  const bases = await readBases(repo, refs.value);
  if (!bases.ok) return bases;
  if (bases.value === null)
    return ok({ refusals: [], warnings: ['no base here has a gitcrq.yaml yet, so nothing was judged'] });
  return judgeAll({ repo, refs: refs.value, bases: bases.value, updates });
}

/** Fails: HOOK_INPUT_INVALID, POLICY_INVALID, SHALLOW, and what opening a repository can fail with. */
export async function judgePush(ports: Ports, cwd: string, input: Uint8Array): Promise<Result<HookVerdict>> {
  if (ports.env['GIT_NAMESPACE'])
    return fail(HOOK_INPUT_INVALID, 'the push is to a namespace (gitnamespaces(7)), which has no rules of its own', [
      'git push origin HEAD',
    ]);
  const repo = await openRepo(serverPorts(ports), cwd);
  if (!repo.ok) return repo;
  try {
    const updates = parseUpdates(input, repo.value.hash);
    return updates.ok ? await judge(repo.value, updates.value) : updates;
  } catch (error) {
    // Streams can only throw; what they throw is an expected failure.
    if (error instanceof GitcrqError) return { ok: false, error };
    throw error;
  } finally {
    repo.value.close();
  }
}
