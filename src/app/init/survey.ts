/** What init finds in a repository before it writes anything, each finding as one sentence. */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';
import { findHookTools } from './other-hooks.ts';
import { graceDay } from './policy-text.ts';
import { findKeys, type Keys } from './prefixes.ts';
import { findTestCommand, type TestCommand } from './test-command.ts';

export interface Survey {
  readonly keys: Keys;
  readonly test: TestCommand | null;
  readonly graceUntil: string | null;
  readonly found: readonly string[];
}

const testSaid = (test: TestCommand | null): string =>
  test === null
    ? 'test command: none found (gitcrq config set merge.test "COMMAND")'
    : `test command: ${test.command} (${test.file}); a comment in gitcrq.yaml until you turn it on`;

/** Looks at the history and the files of `tip`; a repository without a commit has neither. */
export async function survey(
  repo: Repo,
  basis: Basis,
  tip: Oid | null,
  prefix: string | null,
): Promise<Result<Survey>> {
  const keys = await findKeys(repo, tip, prefix);
  if (!keys.ok) return keys;
  if (tip === null) return ok({ keys: keys.value, test: null, graceUntil: null, found: [] });
  const [test, tools] = await Promise.all([findTestCommand(repo, tip), findHookTools(repo, tip)]);
  const graceUntil = graceDay(repo.ports.clock.now());
  const found = [
    `protected: ${basis.base}, where changes then arrive only by landing`,
    ...(keys.value.said === null ? [] : [keys.value.said]),
    ...tools,
    testSaid(test),
    `branches forked before the adoption are judged from ${graceUntil} on`,
  ];
  return ok({ keys: keys.value, test, graceUntil, found });
}
