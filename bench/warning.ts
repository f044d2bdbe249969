/** What the warning about leases costs a commit that it has nothing to say about, beside the same hooks without it. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, compare } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const FILES = 5_000;
const BRANCH = 'feature/CRQ-1-work';

/** A clone with our hooks and the branch checked out. */
function hooked(): string {
  const first = adopted('warning', 2, FILES);
  for (const [key, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.com'],
    ['gc.auto', '0'],
  ] as const)
    git(first, ['config', key, value]);
  git(first, ['switch', '-q', '-c', BRANCH]);
  git(first, ['-c', `alias.x=!'${node}' '${bin}' hooks install`, 'x']);
  return first;
}

export function warning(): boolean {
  const first = hooked();
  const copies = ['without', 'quiet', 'leased'].map((name) => {
    const folder = join(first, '..', name);
    cpSync(first, folder, { recursive: true });
    git(folder, ['update-index', '-q', '--refresh']);
    // The first commit asks Node, which compiles the policy.
    git(folder, ['commit', '-q', '--allow-empty', '-m', 'Begin']);
    return folder;
  });
  const [without = '', quiet = '', leased = ''] = copies;
  const stub = join(without, '.git', 'hooks', 'prepare-commit-msg');
  const text = readFileSync(stub, 'utf8');
  const cut = text.replace(' && gitcrq_unleased', '');
  if (cut === text) throw new Error('the stub does not ask about leases any more');
  writeFileSync(stub, cut);
  writeFileSync(join(leased, '.git', 'gitcrq', 'leases.paths'), '-\t:(top,glob)elsewhere/**\n');
  const commit = (folder: string): Call => [
    'sh',
    '-c',
    `cd '${folder}' && echo more >>src/part-1/1.txt && exec git commit -q -a -m 'Change it'`,
  ];
  return compare(
    commit(without),
    [
      { name: 'a commit where nobody leases a path', subject: commit(quiet), limit: 1.05 },
      { name: 'a commit where others lease other paths', subject: commit(leased), limit: 1.5 },
    ],
    41,
    undefined,
    { baseline: 'a commit, our hooks without the warning' },
  );
}
