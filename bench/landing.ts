/**
 * Landing without a test command: one candidate in 20,000 files beside the merge in a kept worktree, and 100 branches
 * beside a script of the plumbing that makes the same commits and pushes, one push a landing as the queue does it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wire } from '../src/app/wire.ts';
import { unwrap } from '../src/domain/result.ts';
import { openRepo } from '../src/git/repo.ts';
import { commitCandidate, makeCandidate } from '../src/merge/candidate.ts';
import { dropCandidates, keepCandidate } from '../src/merge/candidate-refs.ts';
import { readQueue } from '../src/merge/reading.ts';
import { isSettled, lookAt } from '../src/merge/waiting.ts';
import { loadBasis } from '../src/store/basis.ts';
import { median, medians } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const FILES = 20_000;
const BRANCHES = 100;
const ROUNDS = 25;
/** How many times faster a candidate must be, and how many times slower 100 landings may be. */
const FASTER = 10;
const SLOWER = 3;

const BY = 'committer Bench <bench@example.com> 1767225601 +0000\n';

const record = (n: number): string =>
  `---\nid: CRQ-${n}\ntitle: Work ${n}\nstatus: closed\ntype: feature\nowner: ""\npriority: medium\ncreated: 2026-01-01T00:00:00Z\ndepends_on: []\nbase: main\n---\n\n# Work ${n}\n`;

/** Branches that are closed, each with a file of its own, on top of `root`. */
export function closed(root: string, from: number, count: number): string {
  const stream: string[] = [];
  for (let n = from; n < from + count; n++) {
    const [subject, text] = [`Do work ${n}\n\nCRQ: CRQ-${n}\n`, record(n)];
    stream.push(
      `commit refs/heads/feature/CRQ-${n}-work\n${BY}data ${subject.length}\n${subject}\nfrom ${root}\n`,
      `M 100644 inline src/d${n % 100}/work-${n}\ndata ${`${n}`.length}\n${n}\nM 100644 inline crqs/CRQ-${n}.md\ndata ${text.length}\n${text}\n`,
    );
  }
  return stream.join('');
}

/** A clone and its remote, with files on main. */
function ground(name: string, files: number): string {
  const clone = adopted(name, 1);
  const root = git(clone, ['rev-parse', 'main']).trim();
  const rows = Array.from(
    { length: files },
    (_, n) => `M 100644 inline src/d${n % 100}/e${n % 7}/file-${n}\ndata ${`${n}`.length}\n${n}\n`,
  );
  git(clone, ['fast-import', '--quiet'], `commit refs/heads/main\n${BY}data 5\nFiles\nfrom ${root}\n${rows.join('')}`);
  git(clone, ['reset', '-q', '--hard']);
  git(clone, ['push', '-q', 'origin', 'main']);
  return clone;
}

async function candidate(): Promise<boolean> {
  const clone = ground('candidate', FILES);
  git(clone, ['fast-import', '--quiet'], closed(git(clone, ['rev-parse', 'main']).trim(), 2, ROUNDS + 2));
  git(clone, ['push', '-q', 'origin', '--all']);
  const tree = join(clone, '..', 'kept');
  git(clone, ['worktree', 'add', '-q', '--detach', tree, 'main']);
  const repo = unwrap(await openRepo(wire({ env: process.env, cwd: clone, argv: [], talk: () => {} }), clone));
  const reading = unwrap(await readQueue(repo, unwrap(await loadBasis(repo))));
  const [kept, made]: [number[], number[]] = [[], []];
  let tip = reading.tip;
  for (let round = -2; round < ROUNDS; round++) {
    const branch = `feature/CRQ-${round + 4}-work`;
    const first = performance.now();
    git(tree, ['merge', '-q', '--no-ff', '--no-edit', branch]);
    const second = performance.now();
    const refs = new Map([...reading.refs, ['refs/heads/main', tip]]);
    const entry = unwrap(await lookAt(repo, { ...reading, refs, tip }, new Map(), branch));
    if (entry === null || isSettled(entry)) throw new Error(`${branch} does not wait`);
    const third = performance.now();
    const one = unwrap(await makeCandidate(repo, entry));
    if (!one.clean) throw new Error(one.reason);
    tip = unwrap(await commitCandidate(repo, one));
    unwrap(await keepCandidate(repo, tip));
    const end = performance.now();
    if (round < 0) continue;
    kept.push(second - first);
    made.push(end - third);
  }
  unwrap(await dropCandidates(repo));
  repo.close();
  const [base, time] = [median(kept), median(made)];
  const ok = base / time >= FASTER;
  console.log(`${base.toFixed(1).padStart(8)} ms          git merge in a kept worktree, ${FILES} files (baseline)`);
  console.log(
    `${time.toFixed(1).padStart(8)} ms  ${(base / time).toFixed(1)}x faster (${FASTER})  a candidate: ${ok ? 'ok' : 'TOO SLOW'}`,
  );
  return ok;
}

/** What a landing is to git: tree, commit, log entry, one atomic push with leases. */
const PLUMBING = `set -eu
git fetch -q origin
tip=$(git rev-parse origin/main)
log=
empty=$(git mktree </dev/null)
for branch in $(git for-each-ref --format='%(refname:lstrip=3)' 'refs/remotes/origin/feature/*'); do
  head=$(git rev-parse "origin/$branch")
  tree=$(git merge-tree --write-tree "$tip" "$head")
  new=$(git commit-tree "$tree" -p "$tip" -p "$head" -m "Merge $branch")
  git update-ref "refs/gitcrq/candidates/$new" "$new"
  event=$(git commit-tree "$empty" \${log:+-p $log} -m "landed $branch on main")
  git push -q --atomic --force-with-lease="main:$tip" --force-with-lease="refs/gitcrq/queue/main/log:$log" \\
    --force-with-lease="$branch:$head" origin "$new:refs/heads/main" "$event:refs/gitcrq/queue/main/log" ":refs/heads/$branch"
  git update-ref -d "refs/gitcrq/candidates/$new"
  tip=$new log=$event
done
`;

function many(): boolean {
  const clone = ground('landings', 500);
  const root = git(clone, ['rev-parse', 'main']).trim();
  git(clone, ['fast-import', '--quiet'], closed(root, 2, BRANCHES));
  mkdirSync(join(clone, '..', 'bench'), { recursive: true });
  const [script, back] = [join(clone, '..', 'bench', 'land.sh'), join(clone, '..', 'bench', 'back.sh')];
  writeFileSync(script, PLUMBING);
  // All branches on the remote, main where it was, and no log, here and there.
  const forget =
    "git for-each-ref --format='delete %(refname)' refs/gitcrq refs/remotes | grep -v HEAD | git update-ref --stdin";
  const there = 'git --git-dir="$(git remote get-url origin)" for-each-ref --format=\'delete %(refname)\' refs/gitcrq';
  writeFileSync(
    back,
    `set -eu\n${forget}\n${there} | git --git-dir="$(git remote get-url origin)" update-ref --stdin\ngit reset -q --hard ${root}\ngit push -q --force origin --all\nrm -rf .git/gitcrq\n`,
  );
  const calls = [
    ['sh', script],
    [node, bin, 'merge', '--all'],
  ] as const;
  const [base = 0, time = Number.NaN] = medians(calls, 3, clone, [], ['sh', back]);
  const ok = time / base <= SLOWER;
  console.log(
    `${base.toFixed(0).padStart(8)} ms          merge-tree, commit-tree, push for ${BRANCHES} branches (baseline)`,
  );
  console.log(
    `${time.toFixed(0).padStart(8)} ms  ${(time / base).toFixed(2)}x of ${SLOWER}x  gitcrq merge --all: ${ok ? 'ok' : 'TOO SLOW'}`,
  );
  return ok;
}

export const landing = async (): Promise<boolean> => {
  const first = await candidate();
  return many() && first;
};
