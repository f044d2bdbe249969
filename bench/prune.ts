/** What `branch prune` would do with 1,000 branches, a quarter each squashed, merged, open and fresh: within three seconds. */
import { medians } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const COUNT = 1_000;
const LIMIT = 3_000;

/** Branches of requests, all from the first commit, for fast-import. */
function branches(root: string): string {
  const by = 'committer Bench <bench@example.com> 1767225601 +0000\n';
  const commit = (ref: string, subject: string, from: string, n: number): string =>
    `commit ${ref}\n${by}data ${subject.length}\n${subject}\n${from}M 100644 inline work/${n}\ndata ${`${n}`.length}\n${n}\n`;
  const stream: string[] = [];
  for (let n = 1; n <= COUNT; n++) {
    const ref = `refs/heads/feature/CRQ-${n}-work`;
    const onto = n === 1 ? `from ${root}\n` : '';
    if (n % 4 === 3) stream.push(`reset ${ref}\nfrom ${root}\n\n`);
    else stream.push(commit(ref, 'Work', `from ${root}\n`, n));
    if (n % 4 === 1) stream.push(commit('refs/heads/main', 'Squash', onto, n));
    if (n % 4 === 2) stream.push(commit('refs/heads/main', 'Merge', `${onto}merge ${ref}\n`, n));
  }
  return stream.join('');
}

export function prune(): boolean {
  const clone = adopted('prune', COUNT);
  git(clone, ['fast-import', '--quiet'], branches(git(clone, ['rev-parse', 'main']).trim()));
  git(clone, ['reset', '-q', '--hard']);
  git(clone, ['push', '-q', 'origin', 'main']);
  const merged = ['git', 'for-each-ref', '--merged', 'main', 'refs/heads'] as const;
  const [base = 0, time = Number.NaN] = medians([merged, [node, bin, 'branch', 'prune', '--dry-run']], 5, clone);
  const kept = time <= LIMIT;
  console.log(`${base.toFixed(1).padStart(8)} ms          for-each-ref --merged main (baseline)`);
  console.log(
    `${time.toFixed(1).padStart(8)} ms  of ${LIMIT} ms  gitcrq branch prune --dry-run, ${COUNT}: ${kept ? 'ok' : 'TOO SLOW'}`,
  );
  return kept;
}
