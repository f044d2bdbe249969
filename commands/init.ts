/** gitcrq init: adopts gitcrq, or sets up a clone of a repository that has. */
import * as Flags from '@oclif/core/flags';
import { change } from '../src/app/change.ts';
import { changeHooks } from '../src/app/hooks.ts';
import { ADOPT_BRANCH } from '../src/app/init/adoption.ts';
import { type Initialised, planInit } from '../src/app/init/plan.ts';
import { planRemove } from '../src/app/init/remove.ts';
import { initServer } from '../src/app/init/server.ts';
import { installation } from '../src/app/package-root.ts';
import { changed } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg, dryRun } from '../src/surface/flags.ts';

const nextLines = (next: readonly string[], paint: Paint) => next.map((command) => `${paint.dim('next:')} ${command}`);

const withoutSetUp = ({ found, next }: Initialised, paint: Paint): string =>
  [...found, ...nextLines(next, paint)].join('\n');

function text({ adoption, hooks, hooked, found, next }: Initialised, paint: Paint): string {
  const lines = [...found];
  if (adoption !== null)
    lines.push(
      `${paint.id(adoption.id)} Adopt gitcrq, on ${paint.strong(adoption.branch)}: ${adoption.files.join(', ')}`,
    );
  if (!hooked) lines.push(paint.warn('hooks are not installed'));
  else lines.push(hooks.length === 0 ? 'hooks are in place' : `${hooks.length} hook files written`);
  return [...lines, ...nextLines(next, paint)].join('\n');
}

export default class Init extends GitcrqCommand<typeof Init> {
  static override summary = 'Adopt gitcrq in this repository, or set up this clone of one that has.';
  static override description =
    `Without a policy on the base: writes gitcrq.yaml, the request "Adopt gitcrq" and the attribute line as one linked commit on ${ADOPT_BRANCH}. Then sets up this clone: hooks, the merge driver for records, and fetch refspecs. Run again, it changes nothing.`;
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --here',
    '<%= config.bin %> init --dry-run',
    '<%= config.bin %> init --remove',
    '<%= config.bin %> init --bare team.git',
  ];
  static override args = { path: arg('Where the server repository is, or shall be; with --bare.') };
  static override flags = {
    bare: Flags.boolean({
      description: 'Set up a bare repository that others push to: its pre-receive hook judges every push.',
      default: false,
      exclusive: ['here', 'remove', 'prefix', 'agents-md'],
    }),
    here: Flags.boolean({
      description: 'Commit on the current branch. The first commit of an empty repository always goes there.',
      default: false,
    }),
    remove: Flags.boolean({
      description: 'Take back what was set up in this clone: hooks, refspecs, settings, caches. Tracked files stay.',
      default: false,
      exclusive: ['here', 'prefix', 'agents-md'],
    }),
    'agents-md': Flags.boolean({
      description: 'Put a short section for agents into AGENTS.md: in the adoption, else in this checkout.',
      default: false,
    }),
    prefix: Flags.string({
      description: 'Prefix of new ids; CRQ, if left out. Keys found in front of subjects are read as links as well.',
      helpValue: 'KEY',
    }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Init>, ports: Wired): Promise<Answer> {
    const { bare, 'dry-run': dryRun } = flags;
    if (bare || args.path !== undefined)
      return changed<Initialised>(await initServer(ports, { bare, path: args.path, dryRun }), withoutSetUp);
    if (flags.remove) return changed<Initialised>(await changeHooks(ports, 'init', dryRun, planRemove), withoutSetUp);
    const words = { here: flags.here, prefix: flags.prefix ?? null, agents: flags['agents-md'] };
    const outcome = await change(ports, 'init', { dryRun, adopted: false }, ({ repo, basis }) =>
      planInit(repo, basis, words, installation(ports.files)),
    );
    return changed<Initialised>(outcome, text);
  }
}
