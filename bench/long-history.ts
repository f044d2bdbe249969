/** Long histories for benchmarks: one fast-import each, with requests that are opened, worked on and closed. */
import { crqText, git, scratch } from './place.ts';

/** Commits of one request: it is opened, worked on, and closed. */
const EACH = 100;
const BODY = 'The old way lost what was typed when the page was left,\nso what is typed is kept until it is sent.\n';

const record = (n: number, status: string): string => crqText(n).replace(/^status: .*$/m, `status: ${status}`);

/** A repository of `count` commits that adopted gitcrq with its first one; every commit has its trailer. */
export function longHistory(name: string, count: number): string {
  const dir = scratch(name);
  git(dir, ['init', '-q', '-b', 'main', '.']);
  const parts: string[] = [];
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const file = (path: string, text: string): string => `M 100644 inline ${path}\n${data(text)}`;
  for (let n = 0; n < count; n++) {
    const id = 1 + Math.floor(n / EACH);
    const at = n % EACH;
    const kind = at === 0 ? 'open' : at === EACH - 1 ? 'close' : 'work on';
    const body = at === EACH - 1 ? 'CRQ-Transition: open->closed\n' : '';
    const message = `feat: ${kind} CRQ-${id}: step ${at}\n\n${BODY}\nCRQ: CRQ-${id}\n${body}`;
    const changed =
      at === 0
        ? file(`crqs/CRQ-${id}.md`, record(id, 'open'))
        : at === EACH - 1
          ? file(`crqs/CRQ-${id}.md`, record(id, 'closed'))
          : file(`src/part-${n % 50}.txt`, `step ${n}\n`);
    const policy = n === 0 ? file('gitcrq.yaml', 'version: 1\n') : '';
    parts.push(
      `commit refs/heads/main\ncommitter Bench <bench@example.com> ${1767225600 + n * 60} +0000\n${data(message)}${policy}${changed}`,
    );
  }
  git(dir, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], parts.join(''));
  // As after any clone: one pack, checkout, no commit-graph that a clone would not have.
  git(dir, ['repack', '-a', '-d', '-q']);
  git(dir, ['reset', '-q', '--hard']);
  return dir;
}
