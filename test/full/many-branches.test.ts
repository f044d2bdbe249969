/** Ten thousand branches: no command starts a process for each of them, and what is kept of them changes no answer. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitcrq } from '../cli/run.ts';
import { listed } from '../crq-records/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

const COUNT = 10_000;
/** What a command may start beyond what it starts among few branches: the names of ten thousand do not fit one call. */
const MORE = 4;

/** Every second branch has a record of its own, which the base does not have; the others are fresh. */
function crowded(): Fixture {
  const at = fixture();
  const parts: string[] = [];
  for (let n = 2; n <= COUNT; n++) {
    const branch = `refs/heads/feature/CRQ-${n}-change-${n}`;
    const text = crqText(`CRQ-${n}`);
    const message = `Open CRQ-${n}\n\nCRQ: CRQ-${n}\n`;
    parts.push(
      n % 2 === 0
        ? `commit ${branch}\ncommitter B <b@example.com> 1767225700 +0000\ndata ${message.length}\n${message}from refs/heads/main^0\nM 100644 inline crqs/CRQ-${n}.md\ndata ${text.length}\n${text}\n`
        : `reset ${branch}\nfrom refs/heads/main^0\n\n`,
    );
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: at.clone, env: at.env, input: parts.join('') });
  at.git(['pack-refs', '--all']);
  return at;
}

const processes = (at: Fixture, argv: readonly string[]): number => {
  const ended = gitcrq(at, [...argv, '--verbose']);
  expect(ended.code, `${argv.join(' ')}: ${ended.err.slice(-500)}`).toBe(0);
  const started = ended.err.split('\n').filter((line) => line.startsWith('git ')).length;
  expect(started).toBeGreaterThan(1);
  return started;
};

test('commands among ten thousand branches', async () => {
  const at = crowded();
  const kept = join(at.clone, '.git', 'gitcrq', 'cache', 'branch-records.json');
  const list = () => listed(at);
  const first = await list();
  expect(first).toMatchObject({ total: COUNT / 2 + 1, unreadable: [], warnings: [] });
  expect(existsSync(kept)).toBe(true);
  expect(await list()).toEqual(first);
  for (const text of ['', '{"x":1}', 'null']) {
    writeFileSync(kept, text);
    expect(await list()).toEqual(first);
  }
  rmSync(kept);
  expect(await list()).toEqual(first);
  // It starts no process at all: the names are in packed-refs.
  const typed = gitcrq(at, ['completion', '--', 'crq', 'show', 'CRQ-999'], { env: { PATH: '/nonexistent' } });
  expect(typed.out.split('\n').map((line) => line.split('\t')[0])).toEqual(
    expect.arrayContaining(['CRQ-999', 'CRQ-9990', 'CRQ-9999']),
  );
  const few = fixture();
  few.git(['switch', '--quiet', '--create', 'feature/CRQ-4-change-4']);
  few.write('crqs/CRQ-4.md', crqText('CRQ-4'));
  few.git(['add', '.']);
  few.git(['commit', '--quiet', '-m', 'Open CRQ-4\n\nCRQ: CRQ-4']);
  few.git(['switch', '--quiet', 'main']);
  for (const argv of [
    ['status'],
    ['crq', 'list'],
    ['crq', 'show', 'CRQ-4'],
    ['branch', 'list'],
    ['branch', 'check'],
    ['branch', 'prune', '--dry-run'],
    ['check'],
    ['start', 'One more'],
    ['close', '--no-land'],
  ])
    expect(processes(at, argv), argv.join(' ')).toBeLessThanOrEqual(processes(few, argv) + MORE);
}, 300_000);
