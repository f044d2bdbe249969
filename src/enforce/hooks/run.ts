/** Runs one hook in the repository git calls it from. Hooks are courtesy: where there are no rules, or broken ones, they pass. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { asStored } from '../../git/altered.ts';
import { openRepo, type Repo } from '../../git/repo.ts';
import { loadBasis } from '../../store/basis.ts';
import { POLICY_INVALID } from '../../store/errors.ts';
import type { Ports } from '../../sys/ports.ts';
import { HOOK_UNKNOWN } from '../errors.ts';
import { compilePolicy } from './compile.ts';
import { type Hook, type HookCall, type HookVerdict, PASS } from './hook.ts';
import { HOOK_NAMES, type HookName, isHookName } from './names.ts';

/** What answers each hook; app/ has the list, since a merge is noticed by a room above this one. */
export type Handlers = Readonly<Record<HookName, Hook>>;

/** The hooks whose stub reads the compiled policy. */
const DECIDES: readonly HookName[] = ['prepare-commit-msg', 'commit-msg'];

async function judge(repo: Repo, name: HookName, call: HookCall, handlers: Handlers): Promise<Result<HookVerdict>> {
  const basis = await loadBasis(repo);
  if (basis.ok) {
    const verdict = basis.value.adopted ? await handlers[name](repo, basis.value, call) : ok(PASS);
    if (DECIDES.includes(name)) await compilePolicy(repo, basis.value);
    return verdict;
  }
  if (basis.error.code !== POLICY_INVALID.code) return basis;
  // Refusing here would refuse the commit that mends the policy, too.
  return ok({
    refusals: [],
    warnings: [`${name} judged nothing, because the policy has a mistake: ${basis.error.message}`],
  });
}

/** Fails: HOOK_UNKNOWN, HOOK_INPUT_INVALID, and what opening a repository can fail with. */
export async function runHook(
  ports: Ports,
  cwd: string,
  name: string,
  call: HookCall,
  handlers: Handlers,
): Promise<Result<HookVerdict>> {
  if (!isHookName(name))
    return fail(
      HOOK_UNKNOWN,
      `gitcrq has no hook ${JSON.stringify(name.slice(0, 60))}`,
      HOOK_NAMES.map((hook) => `gitcrq hook ${hook}`),
    );
  if (ports.env['GITCRQ'] === '0') return ok(PASS);
  const repo = await openRepo(asStored(ports), cwd);
  if (!repo.ok) return repo;
  try {
    return await judge(repo.value, name, call, handlers);
  } finally {
    repo.value.close();
  }
}
