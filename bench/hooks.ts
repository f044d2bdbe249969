/**
 * What hooks cost: commits in a repository of 5,000 files and a push of 1,000 new commits, without hooks, with ours, and
 * with lefthook and husky running a small shell script for the same job. All of them take turns in one run.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type Case, compare } from './measure.ts';
import { peers } from './peers.ts';
import { adopted, bin, git, node } from './place.ts';
import { grow } from './server.ts';

const FILES = 5_000;
const BRANCH = 'feature/CRQ-1-work';
const RUNNERS = ['lefthook', 'husky'] as const;

/** The same job in a few lines, as a team would write it that has no gitcrq: add the trailer, ask for it, ask for it in a push. */
const JOB = `case $1 in
prepare-commit-msg)
  grep -q '^CRQ: ' "$2" && exit
  branch=$(git branch --show-current)
  id=\${branch##*/}
  rest=\${id#*-}
  git interpret-trailers --in-place --trailer "CRQ: \${id%%-*}-\${rest%%-*}" "$2" ;;
commit-msg) id=$(sed -n 's/^CRQ: //p' "$2"); test -n "$id" && test -f "crqs/$id.md" || { echo "no request" >&2; exit 1; } ;;
pre-push) test "$(git rev-list --count --invert-grep --grep='^CRQ: ' origin/main..HEAD)" = 0 ;;
esac
`;

const HOOKS = ['prepare-commit-msg', 'commit-msg', 'pre-push'] as const;

/** Each of them installed as its own guide says, in a clone that has its package in node_modules. */
const INSTALL: Readonly<Record<(typeof RUNNERS)[number], (clone: string) => Call>> = {
  lefthook(clone) {
    const jobs = HOOKS.map((hook) => `${hook}:\n  jobs:\n    - run: sh job.sh ${hook} {1}\n`);
    writeFileSync(join(clone, 'lefthook.yml'), `output: [failure]\n${jobs.join('')}`);
    return ['node_modules/.bin/lefthook', 'install'];
  },
  husky(clone) {
    mkdirSync(join(clone, '.husky'));
    for (const hook of HOOKS) writeFileSync(join(clone, '.husky', hook), `sh job.sh ${hook} "$1"\n`);
    return [node, 'node_modules/husky/bin.js'];
  },
};

interface Clone {
  readonly name: string;
  readonly folder: string;
}

/** Copies of one clone with the branch checked out: without hooks, with ours, and with each runner that could be installed. */
function clones(files: number, prepare: (clone: string) => void): readonly Clone[] {
  const first = adopted('hooks', 2, files);
  const dir = join(first, '..');
  for (const [key, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.com'],
    ['gc.auto', '0'],
    ['remote.origin.url', join(dir, 'remote.git')],
  ] as const)
    git(first, ['config', key, value]);
  git(first, ['switch', '-q', '-c', BRANCH]);
  prepare(first);
  const modules = peers();
  const names = ['no hooks', 'gitcrq', ...(modules === undefined ? [] : RUNNERS)];
  return names.map((name) => {
    const folder = join(dir, name.replace(' ', '-'));
    cpSync(first, folder, { recursive: true });
    // A copied index knows other files: without this the first commit would pay for looking at all of them.
    git(folder, ['update-index', '-q', '--refresh']);
    if (name === 'gitcrq') git(folder, ['-c', `alias.x=!'${node}' '${bin}' hooks install`, 'x']);
    const install = name === 'lefthook' || name === 'husky' ? INSTALL[name](folder) : null;
    if (install === null || modules === undefined) return { name, folder };
    symlinkSync(modules, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'job.sh'), JOB);
    git(folder, ['-c', `alias.x=!'${install[0]}' '${install.slice(1).join("' '")}'`, 'x']);
    return { name, folder };
  });
}

/** Every clone does the same; the one without hooks is the baseline, ours has a limit. */
function race(
  among: readonly Clone[],
  what: string,
  script: string,
  { limit, exit = 0, rounds, before }: { limit: number; exit?: number; rounds: number; before?: Call },
): boolean {
  const call = ({ folder }: Clone): Call => ['sh', '-c', `cd '${folder}' && ${script}`];
  const [plain, ...others] = among;
  if (plain === undefined) return false;
  const cases = others.map(
    (clone): Case => ({
      name: `${what}, ${clone.name}`,
      subject: call(clone),
      exit,
      ...(clone.name === 'gitcrq' && { limit }),
    }),
  );
  return compare(call(plain), cases, rounds, undefined, { baseline: `${what}, no hooks`, ...(before && { before }) });
}

export function hooks(): boolean {
  const committing = clones(FILES, () => {});
  const commit = (words: string): string => `echo more >>src/part-1/1.txt && exec git commit -q -a -m '${words}'`;
  const pushing = clones(0, (clone) => {
    grow(clone, 1_000);
    git(clone, ['reset', '-q', '--hard']);
  });
  // Each push goes to a remote that has none of the commits, from a clone that knows so.
  const dir = join(pushing[0]?.folder ?? '', '..');
  const refs = pushing.map(({ folder }) => `'${folder}'`).join(' ');
  const restore = `cd '${dir}' && git -C remote.git update-ref -d refs/heads/${BRANCH} && rm -rf remote.git/objects/pack remote.git/objects/?? && cp -r kept/. remote.git/objects/
for clone in ${refs}; do git -C "$clone" update-ref -d refs/remotes/origin/${BRANCH}; done`;
  cpSync(join(dir, 'remote.git', 'objects'), join(dir, 'kept'), { recursive: true });
  return [
    race(committing, 'a commit', commit('Change it'), { limit: 1.5, rounds: 25 }),
    race(committing, 'a refused commit', commit('Change it\n\nCRQ: CRQ-77'), { limit: 15, exit: 1, rounds: 9 }),
    race(pushing, 'a push of 1,000 commits', `exec git push -q origin ${BRANCH}`, {
      limit: 3,
      rounds: 9,
      before: ['sh', '-c', restore],
    }),
  ].every(Boolean);
}
