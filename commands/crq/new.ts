/** gitcrq crq new: a new change request. */
import * as Flags from '@oclif/core/flags';
import { change } from '../../src/app/change.ts';
import { bodyText, dependencies } from '../../src/app/new-input.ts';
import { withOfflineId } from '../../src/app/offline.ts';
import { type Created, creationPlan, planCreation } from '../../src/crq/create.ts';
import { PRIORITIES } from '../../src/domain/crq.ts';
import { ok, unwrap } from '../../src/domain/result.ts';
import { checkTitle } from '../../src/store/crq-new.ts';
import { changed } from '../../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { dryRun, list, requiredArg } from '../../src/surface/flags.ts';

export default class CrqNew extends GitcrqCommand<typeof CrqNew> {
  static override summary = 'Make a new change request and commit its file.';
  static override description =
    "The id comes from a ref on the base's remote, so clones that allocate at once get different ones. Where the base is protected, the request is born on a branch of its own.";
  static override examples = [
    '<%= config.bin %> crq new "Add login"',
    '<%= config.bin %> crq new "Fix crash" --type bugfix --priority high --depends CRQ-7',
  ];
  static override args = { title: requiredArg('One line, at most 200 characters.') };
  static override flags = {
    type: Flags.string({ description: 'Kind of change; also the first word of the branch.' }),
    draft: Flags.boolean({ description: 'Not yet open for work.', default: false }),
    priority: Flags.string({
      description: 'How soon; medium, unless the template says otherwise.',
      options: [...PRIORITIES],
    }),
    owner: Flags.string({ description: 'Address of the owner; you, if left out.' }),
    depends: list('A request that must land first.', { helpValue: 'ID' }),
    body: Flags.string({ description: 'File with the text below the title; - is standard input.', helpValue: 'FILE' }),
    template: Flags.string({
      description: 'What the record begins with: change, emergency, or one of the policy.',
      helpValue: 'T',
    }),
    branch: Flags.boolean({ description: 'Make its branch as well.', default: false }),
    commit: Flags.boolean({ description: 'Commit the file.', default: true, allowNo: true }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof CrqNew>, ports: Wired): Promise<Answer> {
    const title = unwrap(checkTitle(args.title));
    const body = unwrap(await bodyText(ports, flags.body));
    const outcome = await withOfflineId(ports, (offline) =>
      change(ports, 'crq new', { dryRun: flags['dry-run'] }, async ({ repo, basis }) => {
        const depends = dependencies(basis, flags.depends ?? []);
        if (!depends.ok) return depends;
        const input = {
          title,
          body,
          depends: depends.value,
          labels: [],
          type: flags.type ?? null,
          draft: flags.draft,
          priority: flags.priority ?? null,
          template: flags.template ?? null,
          owner: flags.owner ?? null,
        };
        const planned = await planCreation(repo, basis, input, {
          branch: flags.branch,
          commit: flags.commit,
          from: null,
          offline,
        });
        return planned.ok ? ok(creationPlan(planned.value, 'crq new', title)) : planned;
      }),
    );
    return changed<Created>(
      outcome,
      (made, paint) =>
        `${paint.id(made.id)} ${title}\n${made.path}${made.branch === undefined ? '' : ` on ${made.branch}`}`,
      (made) =>
        made.offline === undefined ? [] : [`${made.id} was made offline (${made.offline}); it is valid for ever`],
    );
  }
}
