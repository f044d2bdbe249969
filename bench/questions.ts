/** Questions in a small repository: what a person or a prompt asks all day. */
import { compare } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

export function questions(): boolean {
  const clone = adopted('questions', 5);
  git(clone, ['switch', '-q', '-c', 'feature/CRQ-2-work']);
  git(clone, ['commit', '-q', '--allow-empty', '-m', 'Work\n\nCRQ: CRQ-2']);
  git(clone, ['config', 'branch.feature/CRQ-2-work.gitcrqCrq', 'CRQ-2']); // as `start` notes it
  const ask = (...args: string[]) => ({
    name: `gitcrq ${args.join(' ')}`,
    subject: [node, bin, ...args] as const,
    limit: 3,
  });
  return compare([node, '-e', '0'], [ask('status'), ask('crq', 'show', 'CRQ-2'), ask('branch', 'check')], 25, clone);
}
