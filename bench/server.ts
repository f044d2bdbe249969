/** A push of 1,000 new commits to a server with the hook, beside the same push to one without. */
import { compare } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const REF = 'refs/heads/feature/CRQ-1-work';

/** Commits on a branch of the clone, each with a change and a link. */
export function grow(clone: string, count: number): void {
  const commits: string[] = [];
  for (let n = 1; n <= count; n++) {
    const message = `Change number ${n}\n\nCRQ: CRQ-1\n`;
    const text = `Line ${n}\n`;
    commits.push(
      `commit ${REF}\ncommitter Bench <bench@example.com> ${1767225600 + n} +0000\ndata ${message.length}\n${message}` +
        `${n === 1 ? 'from refs/heads/main\n' : ''}M 100644 inline src/${n % 50}/file\ndata ${text.length}\n${text}\n`,
    );
  }
  git(clone, ['fast-import', '--quiet'], commits.join(''));
}

/** Both servers are taken back to what they were before each push. */
const push = (server: string, refspec: string): readonly [string, ...string[]] => [
  'sh',
  '-c',
  `rm -rf target && cp -r ${server} target && git push -q target ${refspec}`,
];

export function server(): boolean {
  const clone = adopted('server', 100);
  const dir = `${clone}/..`;
  grow(clone, 1000);
  git(dir, ['clone', '-q', '--bare', 'remote.git', 'plain.git']);
  git(dir, ['clone', '-q', '--bare', 'remote.git', 'hooked.git']);
  git(dir, ['-c', `alias.gitcrq=!${node} ${bin}`, '-C', 'hooked.git', 'gitcrq', 'init', '--bare']);
  const of = (name: string, refspec: string) => push(`../${name}`, refspec);
  const thousand = `${REF}:${REF}`;
  const one = `${REF}~999:${REF}`;
  return [
    compare(
      of('plain.git', thousand),
      [{ name: '1,000 commits, judged', subject: of('hooked.git', thousand), limit: 6 }],
      9,
      clone,
    ),
    compare(
      of('plain.git', one),
      [{ name: 'one commit, judged', subject: of('hooked.git', one), limit: 12 }],
      9,
      clone,
    ),
  ].every(Boolean);
}
