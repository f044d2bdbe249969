/** gitcrq undo: takes back what gitcrq did last in this clone. */
import * as Flags from '@oclif/core/flags';
import { inChange } from '../src/app/change.ts';
import { inClone } from '../src/app/clone.ts';
import { operations, undo } from '../src/app/undo.ts';
import { ok } from '../src/domain/result.ts';
import type { Undone } from '../src/plan/undo.ts';
import { changed } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg, dryRun } from '../src/surface/flags.ts';
import { table } from '../src/surface/table.ts';

export default class Undo extends GitcrqCommand<typeof Undo> {
  static override summary = "Take back this clone's last gitcrq command.";
  static override description =
    'What only this clone saw is restored; what was pushed is taken back by a new commit, never by force. Where later work stands on it, the command that goes forward is named.';
  static override examples = [
    '<%= config.bin %> undo',
    '<%= config.bin %> undo --list',
    '<%= config.bin %> undo --dry-run',
  ];
  static override args = { op: arg('An operation of undo --list; the last one, if left out.') };
  static override flags = {
    list: Flags.boolean({ description: 'List what gitcrq did in this clone, latest first.', default: false }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Undo>, ports: Wired): Promise<Answer> {
    if (flags.list) return list(ports);
    const outcome = await inChange(ports, { dryRun: flags['dry-run'], adopted: false }, (clone) =>
      undo(clone, args.op ?? null),
    );
    return changed<Undone>(outcome, (answer) => answer.titles.map((title) => `taken back: ${title}`).join('\n'));
  }
}

async function list(ports: Wired): Promise<Answer> {
  const found = await inClone(ports, async ({ repo }) => ok({ operations: operations(repo) }));
  const rows = found.operations.map(({ id, at, state, op, title }) => [
    id,
    at.slice(0, 16).replace('T', ' '),
    state,
    op,
    title,
  ]);
  return {
    value: found,
    text: rows.length === 0 ? 'gitcrq has changed nothing in this clone yet.' : table(rows).join('\n'),
  };
}
