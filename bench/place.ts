/** Scratch repositories for benchmarks, made once a run by stock git and removed at its end. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const node = process.execPath;
export const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
export const root = fileURLToPath(new URL('..', import.meta.url));

export function scratch(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `gitcrq-bench-${name}-`));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const IDENTITY = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', '-c', 'init.defaultBranch=main'];

export const git = (cwd: string, args: readonly string[], input?: string | Uint8Array): string =>
  execFileSync('git', [...IDENTITY, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });

/** Text of a request as `crq new` writes it. */
export const crqText = (n: number): string =>
  `---\nid: CRQ-${n}\ntitle: Change number ${n}\ncreated: 2026-01-01\nstatus: ${n % 3 === 0 ? 'closed' : 'open'}\nauthor: Bench <bench@example.com>\nowner: bench@example.com\n\nbase: main\n\npriority: medium\n\ntype: feature\n\nlabels: []\n\ndepends_on: []\n---\n\n# CRQ-${n}: Change number ${n}\n\n## Purpose\nSome words about why number ${n} is wanted.\n\n## Scope\n\n## Requirements\n\n## Approach\n\n## Relations\n\n## Verification\n`;

/** A clone of a local remote that has adopted gitcrq, with `count` requests on main beside `others` files. */
export function adopted(name: string, count: number, others = 0): string {
  const dir = scratch(name);
  git(dir, ['init', '-q', '--bare', 'remote.git']);
  const file = (path: string, text: string): string =>
    `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const files = [file('gitcrq.yaml', 'version: 1\n')];
  for (let n = 1; n <= count; n++) files.push(file(`crqs/CRQ-${n}.md`, crqText(n)));
  for (let n = 0; n < others; n++) files.push(file(`src/part-${n % 50}/${n}.txt`, `text ${n}\n`));
  const message = 'Adopt gitcrq\n\nCRQ: CRQ-1\n';
  const head = `commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata ${message.length}\n${message}`;
  git(join(dir, 'remote.git'), ['fast-import', '--quiet'], `${head}${files.join('')}`);
  git(dir, ['clone', '-q', 'remote.git', 'clone']);
  return join(dir, 'clone');
}
