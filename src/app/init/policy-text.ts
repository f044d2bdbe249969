/** The first gitcrq.yaml of a repository: what was found there, and nothing that could stop anybody without warning. */
import type { TestCommand } from './test-command.ts';

export interface FirstPolicy {
  readonly base: string;
  readonly prefixes: readonly string[];
  /** null in a repository without history: nothing can have been forked from it. */
  readonly graceUntil: string | null;
  readonly test: TestCommand | null;
}

/** In double quotes YAML reads any command as it stands, escaped as JSON does. */
const TEST = ({ command, file }: TestCommand): string => `
# Found in ${file}, and not tried yet: where it fails, nothing lands. To use it: gitcrq config set merge.test
# merge:
#   test: ${JSON.stringify(command)}
`;

const GRACE = (day: string): string => `
adopt:
  # Branches that were forked before the adoption are judged from this day on.
  grace_until: ${day}
`;

export const firstPolicy = ({ base, prefixes, graceUntil, test }: FirstPolicy): string =>
  `# The rules of this repository: gitcrq config get shows every key with its default.
version: 1
${graceUntil === null ? '' : GRACE(graceUntil)}
crq:
  ${prefixes.length > 1 ? `# New ids begin with ${prefixes[0]}; the others were found in front of subjects and are read as links.\n  ` : ''}prefixes: [${prefixes.join(', ')}]

branches:
  base: [${base}]
  # Changes reach these branches only by landing a change request's branch.
  protected: [${base}]
${test === null ? '' : TEST(test)}`;

const GRACE_DAYS = 14;

export const graceDay = (now: Date): string =>
  new Date(now.getTime() + GRACE_DAYS * 86_400_000).toISOString().slice(0, 10);
