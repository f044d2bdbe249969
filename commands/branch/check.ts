/** gitcrq branch check: is this name good, and is there such a request? */
import { inClone } from '../../src/app/clone.ts';
import { checkBranch } from '../../src/crq/branch-list.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';

export default class BranchCheck extends GitcrqCommand<typeof BranchCheck> {
  static override summary = 'Judge a branch name by the rules; exit 1 if it is bad.';
  static override examples = ['<%= config.bin %> branch check', '<%= config.bin %> branch check Feature/crq-42_login'];
  static override args = { name: arg('The branch; the one checked out, if left out.') };

  protected async act({ args }: Parsed<typeof BranchCheck>, ports: Wired): Promise<Answer> {
    const verdict = await inClone(ports, ({ repo, basis }) => checkBranch(repo, basis, args.name));
    const better =
      verdict.suggestion === undefined ? '' : `\nnext: git branch -m ${verdict.branch} ${verdict.suggestion}`;
    return {
      exit: verdict.valid ? 0 : 1,
      value: verdict,
      text: (paint) =>
        verdict.valid
          ? `${paint.good('valid')} ${verdict.branch}`
          : `${paint.bad(verdict.rule ?? '')} ${verdict.branch}: ${verdict.why}${better}`,
    };
  }
}
