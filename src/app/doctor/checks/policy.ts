/** The rules: on the base and readable, and readable in this checkout as well. */

import { GitcrqError } from '../../../domain/error.ts';
import { POLICY_INVALID } from '../../../store/errors.ts';
import { formatMistake } from '../../../store/policy-parse.ts';
import { checkConfig } from '../../config.ts';
import { ADOPT_BRANCH } from '../../init/adoption.ts';
import { asks, type Check, failed } from '../problem.ts';

export const policy: Check = async ({ repo, basis }) => {
  if (basis instanceof GitcrqError)
    return { found: [failed(basis.code === POLICY_INVALID.code ? 'policy/invalid' : 'remote/unclear', basis)] };
  if (!basis.adopted) {
    const waits = (await repo.reader.info(`refs/heads/${ADOPT_BRANCH}`)) !== null;
    const next = waits ? `git switch ${basis.base} && git merge ${ADOPT_BRANCH}` : 'gitcrq init';
    return { found: [asks('policy/missing', `${basis.base} has no gitcrq.yaml`, next)] };
  }
  const here = await checkConfig(repo);
  const mistake = here.ok ? here.value.mistakes[0] : undefined;
  if (mistake === undefined) return { found: [] };
  return { found: [asks('policy/invalid-here', formatMistake(mistake), 'gitcrq config check')] };
};
