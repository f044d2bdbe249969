/** Files, schemas, adoptions and demonstrations that are asked for and cannot be had: refused, and nothing is left. */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frozen, refuses } from '../cli/refusals.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

describe('a body that', () => {
  const UNFIT: readonly (readonly [string, string, RegExp])[] = [
    ['is not there', 'missing.md', /missing\.md cannot be read/],
    ['is a folder', 'crqs', /crqs cannot be read/],
    ['is binary', 'binary.md', /NUL bytes/],
    ['is too large', 'large.md', /larger than 512 KiB/],
  ];

  test.for(UNFIT)('%s is refused', ([, file, message]) => {
    const at = fixture();
    at.write('binary.md', 'text\0text');
    at.write('large.md', 'x'.repeat(512 * 1024 + 1));
    const next = /^gitcrq crq new "TITLE" --body -$/m;
    refuses(at, ['crq', 'new', 'Add login', '--body', file], { exit: 4, code: 'FILE_UNREADABLE', message, next });
  });

  test('comes from standard input is held to the same', () => {
    const at = fixture();
    const refusal = { exit: 4, code: 'FILE_UNREADABLE', message: /^- /, next: /^gitcrq crq new / };
    refuses(at, ['crq', 'new', 'Add login', '--body', '-'], refusal, { input: 'text\0text' });
    refuses(at, ['crq', 'new', 'Add login', '--body', '-'], refusal, { input: 'x'.repeat(512 * 1024 + 1) });
    answer(at, ['crq', 'new', 'Add login', '--body', '-'], { input: 'x'.repeat(512 * 1024) });
  });
});

test.for([
  [['merge', 'CRQ-1', '--all'], /--all lands whatever asks to/],
  [['merge', 'CRQ-1', '--watch'], /--watch lands whatever asks to/],
  [['merge', '--interval', '5s'], /--watch/],
  [['close', '--no-land', '--wait', '5s'], /--no-land makes none/],
] as const)('words that would count for nothing are refused: %j', ([words, message]) => {
  refuses(fixture(), words, { exit: 2, code: 'USAGE', message });
});

describe('a schema that is not there', () => {
  test('is answered with near ones', () => {
    const at = fixture({ remote: false });
    const { next } = refuses(at, ['schema', 'crq', 'lst'], { exit: 4, code: 'SCHEMA_UNKNOWN', message: /"crq lst"/ });
    expect(next).toEqual(expect.arrayContaining(['gitcrq schema crq list', 'gitcrq schema']));
    for (const command of next) answer(at, command.split(' ').slice(1));
  });

  test.for([['xyzzy'], ['constructor'], ['policy', 'policy']])('%j', (words) => {
    const at = fixture({ remote: false });
    refuses(at, ['schema', ...words], { exit: 4, code: 'SCHEMA_UNKNOWN', next: /^gitcrq schema$/m });
  });
});

describe('an adoption', () => {
  const unadopted = (at: Fixture): Fixture => {
    at.git(['rm', '--quiet', '-r', 'gitcrq.yaml', 'crqs']);
    at.git(['commit', '--quiet', '--amend', '-m', 'First']);
    return at;
  };

  test('does not take a branch that somebody made for something else', () => {
    const at = unadopted(fixture({ remote: false }));
    at.git(['branch', 'gitcrq/adopt']);
    const next = /^git branch -D gitcrq\/adopt$/m;
    refuses(at, ['init'], { exit: 5, code: 'ADOPTION_BLOCKED', message: /gitcrq\/adopt is there already/, next });
    at.git(['branch', '--quiet', '-D', 'gitcrq/adopt']);
    expect(answer(at, ['init'])).toMatchObject({ adoption: { branch: 'gitcrq/adopt' } });
  });

  test('has no branch to go to where HEAD is detached', () => {
    const at = unadopted(fixture({ remote: false }));
    at.git(['switch', '--quiet', '--detach']);
    const refusal = { exit: 5, code: 'ADOPTION_BLOCKED', message: /HEAD is detached/, next: /^git switch main$/m };
    refuses(at, ['init', '--here'], refusal);
  });
});

describe('the demonstration fails', () => {
  /** A git that acts on `words` in its own way. */
  const gitThat = (at: Fixture, words: string, act: string) => {
    const folder = join(at.root, 'programs');
    mkdirSync(folder);
    const script = `#!/bin/sh\nif [ "$*" = '${words}' ]; then ${act}; fi\nPATH="$REAL_PATH" exec git "$@"\n`;
    writeFileSync(join(folder, 'git'), script);
    chmodSync(join(folder, 'git'), 0o755);
    return { PATH: `${folder}:${at.env['PATH']}`, REAL_PATH: at.env['PATH'] };
  };
  const demos = (at: Fixture) => readdirSync(at.root).filter((name) => name.startsWith('gitcrq-demo-'));

  const FAULTS: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'where a push goes past the queue',
      'push origin HEAD:main',
      'set -- push --no-verify origin HEAD:main',
      /git push origin HEAD:main was not refused/,
    ],
    [
      'where git does not do what it should',
      'switch --quiet main',
      'echo broken >&2; exit 1',
      /git switch --quiet main failed:\nbroken/,
    ],
  ];

  test.for(FAULTS)('%s', ([, words, act, message]) => {
    const at = fixture({ remote: false });
    const env = gitThat(at, words, act);
    const refusal = { exit: 70, code: 'DEMO_FAILED', message, next: /^gitcrq demo --keep$/m };
    refuses(at, ['demo'], refusal, { env });
    expect(demos(at)).toEqual([]);
  });

  test('and the place is kept to look around in, if that was asked', () => {
    const at = fixture({ remote: false });
    const before = frozen(at);
    const env = gitThat(at, 'push --quiet --set-upstream origin main', 'exit 1');
    const said = envelope(gitcrq(at, ['demo', '--keep', '--json'], { env }));
    expect(said).toMatchObject({ exit: 70, error: { code: 'DEMO_FAILED' } });
    expect(demos(at)).toHaveLength(1);
    expect(frozen(at)).toEqual(before);
  });
});
