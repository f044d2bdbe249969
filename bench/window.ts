/** The queue with a test of two seconds: four side by side, beside one after the other. */

import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { bin, crqText, git, node, scratch } from './place.ts';

const BRANCHES = 16;
const BAD = 6;
const LIMIT = 0.4;

/** A remote with so many closed branches, one of which fails its test, and a clone of it. */
function queue(): string {
  const dir = scratch('window');
  git(dir, ['init', '-q', '--bare', 'remote.git']);
  const file = (path: string, text: string): string =>
    `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (ref: string, message: string, files: string, from = ''): string =>
    `commit ${ref}\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata ${message.length}\n${message}${from}${files}\n`;
  const policy = 'version: 1\nmerge:\n  test: sleep 2; test ! -e bad\n';
  const stream = [
    commit(
      'refs/heads/main',
      'Adopt gitcrq\n\nCRQ: CRQ-1\n',
      file('gitcrq.yaml', policy) + file('crqs/CRQ-1.md', crqText(3).replaceAll('CRQ-3', 'CRQ-1')),
    ),
    ...Array.from({ length: BRANCHES }, (_, n) => {
      const id = `CRQ-${n + 2}`;
      const text = crqText(3).replaceAll('CRQ-3', id);
      const work = file(n + 2 === BAD ? 'bad' : `work/${id}`, 'work\n');
      return commit(
        `refs/heads/feature/${id}-work`,
        `Work\n\nCRQ: ${id}\n`,
        file(`crqs/${id}.md`, text) + work,
        'from refs/heads/main\n',
      );
    }),
  ];
  git(join(dir, 'remote.git'), ['fast-import', '--quiet'], stream.join(''));
  return dir;
}

/** Seconds of one pass with this window in a copy of its own. */
function pass(from: string, window: number): number {
  const dir = join(scratch('window-run'), 'copy');
  cpSync(from, dir, { recursive: true });
  git(dir, ['clone', '-q', 'remote.git', 'clone']);
  const begun = performance.now();
  const { stdout } = spawnSync(node, [bin, 'merge', '--all', '--window', String(window), '--json'], {
    cwd: join(dir, 'clone'),
    encoding: 'utf8',
  });
  const seconds = (performance.now() - begun) / 1000;
  const { landed, held } = JSON.parse(stdout).data;
  if (landed.length !== BRANCHES - 1 || held.length !== 1)
    throw new Error(`landed ${landed.length}, held ${held.length}`);
  return seconds;
}

export function window(): boolean {
  const from = queue();
  const [together, serial] = [pass(from, 4), pass(from, 1)];
  const share = together / serial;
  console.log(
    `${BRANCHES} branches, one bad, test of 2 s: window 4 ${together.toFixed(1)} s, window 1 ${serial.toFixed(1)} s: ${(share * 100).toFixed(0)} % (limit ${LIMIT * 100} %)`,
  );
  return share <= LIMIT;
}
