/** gitcrq hook: what the installed stubs call. git reads the exit code; people read standard error. */

import { HOOKS } from '../src/app/hook-handlers.ts';
import { unwrap } from '../src/domain/result.ts';
import type { HookVerdict } from '../src/enforce/hooks/hook.ts';
import { READING_HOOKS } from '../src/enforce/hooks/names.ts';
import { verdictText } from '../src/enforce/hooks/refusal-text.ts';
import { runHook } from '../src/enforce/hooks/run.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { requiredArg, rest } from '../src/surface/flags.ts';
import { readFed } from '../src/sys/input.ts';

/** A push of 100,000 refs fits; nothing git sends is larger. */
const LIMIT_BYTES = 32 * 1024 * 1024;

export default class Hook extends GitcrqCommand<typeof Hook> {
  static override summary = 'Answer one git hook; called by the stubs that `hooks install` writes.';
  static override hidden = true;
  static override examples = ['<%= config.bin %> hook commit-msg .git/COMMIT_EDITMSG'];
  static override args = { name: requiredArg('The hook, as git names it.'), args: rest('What git gives the hook.') };

  protected async act({ args }: Parsed<typeof Hook>, ports: Wired): Promise<Answer<HookVerdict>> {
    const input = READING_HOOKS.includes(args.name) ? await readFed(LIMIT_BYTES) : new Uint8Array();
    const verdict = unwrap(await runHook(ports, ports.cwd, args.name, { args: args.args ?? [], input }, HOOKS));
    const silent = [verdict.refusals, verdict.warnings, verdict.notes ?? []].every(({ length }) => length === 0);
    const talk = silent ? [] : [(paint: Paint) => verdictText(verdict, paint)];
    return { exit: verdict.refusals.length > 0 ? 1 : 0, value: verdict, text: '', notes: talk };
  }
}
