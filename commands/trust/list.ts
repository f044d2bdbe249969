/** gitcrq trust list: who may do what. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../../src/app/clone.ts';
import { type Trust, trustAt, trustNow } from '../../src/coord/trust.ts';
import { revisionOid } from '../../src/crq/branch-new.ts';
import { ok } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';

import { table } from '../../src/surface/table.ts';

const text = ({ keys }: Trust, paint: Paint): string =>
  keys.length === 0
    ? 'nobody is trusted with anything; next: gitcrq trust add NAME --kind person --right approve'
    : table(
        keys.map(({ name, kind, rights, id, problem }) => [
          { text: name, paint: paint.id },
          kind,
          rights.join(', '),
          id ?? `no key: ${problem} (gitcrq config check)`,
        ]),
      ).join('\n');

export default class TrustList extends GitcrqCommand<typeof TrustList> {
  static override summary = 'List who is trusted with what, and by which key, as the base says it.';
  static override examples = ['<%= config.bin %> trust list', '<%= config.bin %> trust list --at v1.2.0'];
  static override flags = {
    at: Flags.string({ description: 'As it stood at this commit of the base.', helpValue: 'COMMIT' }),
  };

  protected async act({ flags: { at } }: Parsed<typeof TrustList>, ports: Wired): Promise<Answer> {
    const trust = await inClone(ports, async ({ repo, basis }) => {
      if (at === undefined) return ok(trustNow(basis));
      const commit = await revisionOid(repo, at);
      return commit.ok ? trustAt(repo, basis, commit.value) : commit;
    });
    return { value: trust, text: (paint) => text(trust, paint) };
  }
}
