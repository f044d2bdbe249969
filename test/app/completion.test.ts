/** What a shell is offered, asked as a shell asks: through the built program, and through bash's own completion. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complete, type Names } from '../../src/app/completion/complete.ts';
import { namesAround } from '../../src/app/completion/names.ts';
import { completionTable } from '../../src/completion.gen.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { BIN, gitcrq } from '../cli/run.ts';
import { crqText, fixture } from '../fixture.ts';

const NAMES: Names = {
  crqs: () => [{ word: 'CRQ-1', note: 'Adopt gitcrq' }, { word: 'CRQ-42' }],
  branches: () => [{ word: 'main' }, { word: 'feature/CRQ-42-add-login' }],
};
const offered = (...words: readonly string[]): readonly string[] =>
  complete(words, completionTable, NAMES).map(({ word }) => word);

describe('candidates', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['sta'], ['start', 'status']],
    [['crq', 'sh'], ['show']],
    [
      ['crq', 'show', ''],
      ['CRQ-1', 'CRQ-42'],
    ],
    [['crq', 'show', 'crq-4'], ['CRQ-42']],
    [['-C', '/tmp', 'crq', 'show', 'CRQ-4'], ['CRQ-42']],
    [['branch', 'check', 'm'], ['main']],
    [['crq', 'move', 'CRQ-1', 'cl'], ['closed']],
    [['start', '--type', 'bug'], ['bugfix']],
    [['start', '--type=bug'], ['--type=bugfix']],
    [['start', '--type', '=', 'bug'], ['bugfix']],
    [
      ['start', '--type', '='],
      ['feature', 'bugfix', 'hotfix', 'docs', 'chore', 'refactor', 'test'],
    ],
    [['crq', 'set', 'CRQ-1', '--o'], ['--on']],
    [['crq', 'set', '--on', 'feat'], ['feature/CRQ-42-add-login']],
    [['--js'], ['--json']],
    [['trace', 'CRQ-4'], ['CRQ-42']],
    [['trace', '--', 'CRQ'], []],
    [['nothing', ''], []],
    [['crq', 'nothing', ''], []],
    [['crq', 'new', ''], []],
  ])('%j', (words, expected) => expect(offered(...words)).toEqual(expected));

  test('every command can be reached word by word', () => {
    for (const { id } of completionTable.commands) {
      const words = id.split(' ');
      for (const [at, word] of words.entries()) expect(offered(...words.slice(0, at), word)).toContain(word);
    }
  });
});

describe('names', () => {
  test('of records with their titles, and of branches loose and packed, also in a linked worktree', () => {
    const at = fixture();
    at.git(['branch', 'feature/CRQ-7-packed']);
    at.git(['pack-refs', '--all']);
    at.git(['branch', 'bugfix/CRQ-8-loose']);
    at.git(['worktree', 'add', '--quiet', '../tree', 'bugfix/CRQ-8-loose']);
    mkdirSync(join(at.root, 'tree', 'deep'));
    for (const dir of [at.clone, join(at.root, 'tree', 'deep')]) {
      const names = namesAround(nodeFiles, dir);
      expect(names.crqs()).toEqual(
        expect.arrayContaining([{ word: 'CRQ-1', note: 'Adopt gitcrq' }, { word: 'CRQ-7' }, { word: 'CRQ-8' }]),
      );
      expect(
        names
          .branches()
          .map(({ word }) => word)
          .sort(),
      ).toEqual(['bugfix/CRQ-8-loose', 'feature/CRQ-7-packed', 'main']);
    }
  });

  test('where the policy keeps them', () => {
    const at = fixture();
    at.write('gitcrq.yaml', 'version: 1\ncrq:\n  prefixes: [KAFKA, CRQ]\n  directory: docs/changes\n');
    at.write('docs/changes/KAFKA-5.md', crqText('KAFKA-5', { title: 'Elsewhere' }));
    expect(namesAround(nodeFiles, at.clone).crqs()).toEqual([{ word: 'KAFKA-5', note: 'Elsewhere' }]);
  });

  test('of nothing outside a repository', () => {
    const at = fixture();
    expect([namesAround(nodeFiles, at.root).crqs(), namesAround(nodeFiles, '/nowhere').branches()]).toEqual([[], []]);
  });
});

describe('in bash', () => {
  /** What bash would put on the line for these words. */
  function typed(at: ReturnType<typeof fixture>, line: string): readonly string[] {
    const programs = join(at.root, 'bin');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'gitcrq'), `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`, { mode: 0o755 });
    const words = line.split(' ');
    const script = `eval "$(gitcrq completion bash)"; COMP_WORDS=(gitcrq ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _gitcrq; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...at.env, PATH: `${programs}:${at.env['PATH']}` };
    const said = execFileSync('bash', ['--norc', '-c', script], { cwd: at.clone, env, encoding: 'utf8' });
    return said.split('\n').filter((word) => word !== '');
  }

  test('commands, ids and branches are offered, and a branch with a trap in its name is quoted', () => {
    const at = fixture();
    at.git(['branch', 'feature/$(touch${IFS}x)']);
    expect(typed(at, 'crq sh')).toEqual(['show']);
    expect(typed(at, 'crq show CRQ')).toEqual(['CRQ-1']);
    expect(typed(at, 'branch check feature')).toEqual(['feature/\\$\\(touch\\$\\{IFS\\}x\\)']);
  });
});

test('a shell without a script is refused, and the one in use is taken without asking', () => {
  const at = fixture();
  const said = gitcrq(at, ['completion'], { env: { SHELL: '/bin/tcsh' } });
  expect([said.code, said.err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
  expect(gitcrq(at, ['completion'], { env: { SHELL: '/usr/bin/fish' } }).out).toContain('complete -c gitcrq');
});
