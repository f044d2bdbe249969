/** gitcrq config check: is the policy file right? */

import { checkConfig } from '../../src/app/config.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { formatMistake } from '../../src/store/policy-parse.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';

export default class ConfigCheck extends GitcrqCommand<typeof ConfigCheck> {
  static override summary = 'Check gitcrq.yaml in this checkout: each mistake with line, key and what is allowed.';
  static override examples = ['<%= config.bin %> config check'];

  protected async act(_: Parsed<typeof ConfigCheck>, ports: Wired): Promise<Answer> {
    const repo = unwrap(await openRepo(ports, ports.cwd));
    const checked = unwrap(await checkConfig(repo));
    const bad = checked.mistakes.length > 0;
    return {
      exit: bad ? 1 : 0,
      value: checked,
      text: (paint) => (bad ? checked.mistakes.map(formatMistake).join('\n') : `${paint.good('good')} ${checked.path}`),
    };
  }
}
