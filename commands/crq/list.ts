/** gitcrq crq list: every request, or those that pass a filter. */
import * as Flags from '@oclif/core/flags';
import { claims, type Freshness, freshness } from '../../src/app/claim.ts';
import { inClone } from '../../src/app/clone.ts';
import { type FilteredList, filterCrqs, SORT_KEYS, type SortKey } from '../../src/crq/filter.ts';
import { listCrqs } from '../../src/crq/list.ts';
import { ok } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { listNotes, listText } from '../../src/surface/crq-list-text.ts';
import { list } from '../../src/surface/flags.ts';

export default class CrqList extends GitcrqCommand<typeof CrqList> {
  static override summary = 'List change requests: all of them, or those that pass every filter given.';
  static override description =
    'The copy on the base counts; what a branch proposes is shown behind an arrow. Files that cannot be read are listed with line and reason. --ready lists what somebody could begin now, and says on standard error why the others are not.';
  static override examples = [
    '<%= config.bin %> crq list',
    '<%= config.bin %> crq list --ready --sort priority',
    '<%= config.bin %> crq list --status open --status draft --mine',
    '<%= config.bin %> crq list --search login --json',
  ];
  static override flags = {
    status: list('Only requests in this state.', { helpValue: 'S' }),
    owner: Flags.string({ description: 'Only requests of this owner.', helpValue: 'O' }),
    type: Flags.string({ description: 'Only requests of this kind.', helpValue: 'T' }),
    mine: Flags.boolean({ description: 'Only requests that you own.', default: false, exclusive: ['owner'] }),
    search: Flags.string({ description: 'Only requests whose file holds this text.', helpValue: 'TEXT' }),
    ready: Flags.boolean({ description: 'Only requests that can be begun now.', default: false }),
    sort: Flags.string({
      description: 'The order: by id, and with --ready by priority, if left out.',
      helpValue: 'K',
      options: [...SORT_KEYS],
    }),
  };

  protected async act({ flags }: Parsed<typeof CrqList>, ports: Wired): Promise<Answer> {
    const filter = {
      status: flags.status ?? [],
      type: flags.type ?? null,
      owner: flags.owner ?? null,
      mine: flags.mine,
      search: flags.search ?? null,
      ready: flags.ready,
      sort: (flags.sort as SortKey | undefined) ?? null, // one of the options above
    };
    const crqs = await inClone<FilteredList & { claims?: Freshness }>(ports, async (clone) => {
      const { repo, basis } = clone;
      const [all, known] = await Promise.all([listCrqs(repo, basis), flags.ready ? claims(clone, 'seen') : null]);
      if (!all.ok) return all;
      if (known !== null && known.stale !== null)
        ports.out.note(`claims ${known.known ? 'as they were seen last' : 'are not known'}: ${known.stale}`);
      const found = await filterCrqs(repo, basis, all.value, filter, known?.others);
      return found.ok && known !== null ? ok({ ...found.value, claims: freshness(known) }) : found;
    });
    return { value: crqs, text: (paint) => listText(crqs, paint), notes: listNotes(crqs) };
  }
}
