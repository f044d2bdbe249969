/** gitcrq merge explain: why a request's branch lands or does not. */
import { inAdopted } from '../../src/app/clone.ts';
import { asker } from '../../src/app/lander.ts';
import { askedId } from '../../src/crq/find.ts';
import { type Explained, explainLanding } from '../../src/merge/explain.ts';
import { sayIgnored } from '../../src/merge/ignored.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requiredArg } from '../../src/surface/flags.ts';
import { requirementLine } from '../../src/surface/landing-text.ts';

const text = ({ crq, branch, requirements, eligible }: Explained, paint: Paint): string => {
  const landed = requirements.some(({ name }) => name === 'unlanded');
  const verdict = landed ? 'has landed' : eligible ? paint.good('can land') : paint.bad('cannot land yet');
  return [
    `${paint.id(crq)} ${verdict}${branch === null ? '' : ` (${branch})`}`,
    ...requirements.map((one) => requirementLine(one, paint, eligible)),
  ].join('\n');
};

export default class MergeExplain extends GitcrqCommand<typeof MergeExplain> {
  static override summary = 'Say of each requirement whether a request meets it, and why.';
  static override description =
    'Exit 0: the next landing pass would take it; 1: it would not. Nothing is changed and no test is run.';
  static override examples = ['<%= config.bin %> merge explain CRQ-42', '<%= config.bin %> merge explain 42 --json'];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };

  protected async act({ args }: Parsed<typeof MergeExplain>, ports: Wired): Promise<Answer> {
    const { branches, stale, ignored } = await inAdopted(ports, async (clone) => {
      const id = askedId(clone.basis, args.id);
      return id.ok ? explainLanding(asker(clone), id.value) : id;
    });
    const [first, ...also] = branches;
    return {
      exit: branches.every(({ eligible }) => eligible) ? 0 : 1,
      value: also.length === 0 ? first : { ...first, also },
      text: (paint) => branches.map((branch) => text(branch, paint)).join('\n'),
      notes: [...(stale === null ? [] : [`this is what was last fetched: ${stale}`]), ...sayIgnored(ignored)],
    };
  }
}
