/** Messages as people and tools write them: what links, what does not, and bytes that must not stop a commit. */
import { expect } from 'vitest';
import { editor, git, message, stage } from '../enforce/hooks/scene.ts';
import { check } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';
import { conforms } from './cases.ts';
import { ground, judged } from './scene.ts';

const head = (fx: Fixture): string => fx.git(['rev-parse', 'HEAD']);

/** A commit of one change, its message written in an editor by this line of sh. */
function edited(fx: Fixture, script: string, ...words: readonly string[]) {
  stage(fx, 'a', script);
  return git(fx, ['commit', ...words], { env: editor(fx, script) });
}

/** A commit with exactly these bytes handed to git. */
const of = (fx: Fixture, bytes: string | Uint8Array, ...words: readonly string[]) =>
  git(fx, [...words, 'commit', '--allow-empty', '-F', '-'], { input: bytes });

/** Off the branch nothing is added, so that only what the message itself says can link it. */
async function onBase(): Promise<Fixture> {
  const fx = await ground();
  fx.git(['switch', '--quiet', 'main']);
  return fx;
}

conforms('an empty message is left to git', async () => {
  const fx = await ground();
  const emptied = edited(fx, ': > "$1"');
  expect(emptied.err).toContain('empty commit message');
  expect(emptied.err).not.toContain('refused');
  expect(edited(fx, 'true').err).toContain('refused message/empty-subject');
});

conforms('what git drops does not link: scissors, comments, the branch in the template', async () => {
  const fx = await onBase();
  const LINE = '# ------------------------ >8 ------------------------';
  const before = head(fx);
  for (const [script, ...words] of [
    ['printf "Work\\n\\n# CRQ: CRQ-2\\n" > "$1"'],
    [`printf "Work\\n${LINE}\\n\\nCRQ: CRQ-2\\n" > "$1"`, '--cleanup=scissors'],
    ['printf "Work\\n# On branch feature/CRQ-2-x\\n#\\n" > "$1"'],
    ['sed -i "1s/^/Work/" "$1"', '--verbose'],
  ] as const)
    expect(edited(fx, script, ...words).err).toContain('refused link/missing');
  expect(head(fx)).toBe(before);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  stage(fx, 'a', 'CRQ: CRQ-3\n');
  git(fx, ['commit', '--verbose'], { env: editor(fx, 'sed -i "1s/^/Add a/" "$1"') });
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
});

/** The comment sign of the user: what it begins is no text, and the trailer stands above it. */
async function commentSign(sign: string, key = 'core.commentChar'): Promise<void> {
  const fx = await ground();
  fx.git(['config', key, sign]);
  const seen = edited(fx, 'cp "$1" "$TMPDIR/seen"; sed -i "1s/^/Add a/" "$1"');
  expect([seen.code, message(fx)]).toEqual([0, 'Add a\n\nCRQ: CRQ-2']);
  expect(fx.read('seen', fx.root)).toMatch(/^\n\nCRQ: CRQ-2\n\n\S+ Please enter/);
  expect(await judged(fx)).toEqual([]);
}

conforms('core.commentChar ;', () => commentSign(';'));

conforms('core.commentChar auto', () => commentSign('auto'));

conforms('core.commentChar of several characters', async () => {
  const fx = await ground();
  const able = git(fx, ['-c', 'core.commentString=//', 'stripspace', '--comment-lines'], { input: 'x\n' }).out;
  // git takes more than one character since 2.45; before, it refuses them in core.commentChar and ignores the new key.
  if (able.startsWith('//')) return commentSign('//', 'core.commentString');
  fx.git(['config', 'core.commentString', '//']);
  const { code } = edited(fx, 'sed -i "1s/^/Add a/" "$1"');
  expect([code, message(fx)]).toEqual([0, 'Add a\n\nCRQ: CRQ-2']);
  fx.git(['config', 'core.commentChar', '//']);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Add b']).err).toContain('core.commentChar');
});

conforms('#123 fix with -m is text', async () => {
  const fx = await ground();
  git(fx, ['commit', '--allow-empty', '-m', '#123 fix']);
  expect(message(fx)).toBe('#123 fix\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('CRLF', async () => {
  const fx = await onBase();
  expect(of(fx, 'Add a\r\n\r\nSome text\r\n\r\nCRQ: CRQ-2\r\n').code).toBe(0);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  expect(of(fx, 'Add a\r\n\r\nSome text\r\n').code).toBe(0);
  expect((await check(fx, { range: 'origin/main..HEAD' })).summary).toMatchObject({ linked: 1, findings: 0 });
});

conforms('a byte order mark', async () => {
  const fx = await ground();
  expect(of(fx, '\uFEFFAdd a\n\nSome text\n').code).toBe(0);
  expect(message(fx)).toBe('\uFEFFAdd a\n\nSome text\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('a NUL byte', async () => {
  const fx = await ground();
  const before = head(fx);
  const ended = of(fx, 'Add a\0b\n');
  // git itself refuses it; what it says of it is git's own.
  expect([ended.code, ended.err, head(fx)]).toEqual([128, expect.stringContaining('NUL'), before]);
});

conforms('Latin-1', async () => {
  const fx = await ground();
  const { code } = of(fx, Buffer.from('Käse für \xa0\n', 'latin1'), '-c', 'i18n.commitEncoding=ISO-8859-1');
  expect([code, git(fx, ['log', '-1', '--format=%s', '--encoding=UTF-8']).out.trimEnd()]).toEqual([
    0,
    expect.stringMatching(/^Käse für/),
  ]);
  expect(git(fx, ['cat-file', 'commit', 'HEAD']).out).toContain('\nCRQ: CRQ-2\n');
  expect(await judged(fx)).toEqual([]);
});

conforms('invalid UTF-8', async () => {
  const fx = await ground();
  const bytes = Buffer.from([0x41, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x0a]);
  expect(of(fx, bytes).code).toBe(0);
  fx.git(['cat-file', 'commit', 'HEAD']);
  const hex = git(fx, ['-c', 'i18n.logOutputEncoding=ISO-8859-1', 'log', '-1', '--format=%B']);
  expect(hex.out).toContain('CRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('a --- line in the body does not cut', async () => {
  const fx = await ground();
  expect(of(fx, 'Add a\n\nbefore\n---\nafter\n').code).toBe(0);
  expect(message(fx)).toBe('Add a\n\nbefore\n---\nafter\n\nCRQ: CRQ-2');
  expect(of(fx, 'Add b\n\n---\n\nCRQ: CRQ-3\n').code).toBe(0);
  expect(message(fx)).toBe('Add b\n\n---\n\nCRQ: CRQ-3');
  expect((await check(fx)).summary).toMatchObject({ commits: 2, linked: 2 });
});

conforms('several ids all link', async () => {
  const fx = await onBase();
  for (const words of ['Work\n\nCRQ: CRQ-1\nCRQ: CRQ-2', 'Work\n\nCRQ: CRQ-1, CRQ-2', 'CRQ-1, CRQ-2: work'])
    expect(of(fx, words).code).toBe(0);
  expect(of(fx, 'Work\n\nCRQ: CRQ-2\nCRQ: CRQ-77').err).toContain('refused link/unknown');
  expect(of(fx, 'Work\n\nCRQ: CRQ-1').err).toContain('refused link/not-accepting');
  expect((await check(fx)).findings).toEqual([]);
});

conforms('an id in small letters is accepted and written as it should be', async () => {
  const fx = await ground();
  expect(of(fx, 'Work\n\ncrq: crq-2').code).toBe(0);
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-2');
  expect(edited(fx, 'printf "Work\\n\\nCRQ: crq-3\\n" > "$1"').code).toBe(0);
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-3');
  expect((await check(fx)).summary).toMatchObject({ linked: 2, errors: 0 });
});

conforms('an unknown id suggests the near one', async () => {
  const fx = await ground();
  const refused = of(fx, 'Work\n\nCRQ: CRQ-22');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('refused link/unknown')]);
  const next = /^ {2}next: (.*)$/m.exec(refused.err)?.[1] ?? '';
  expect(git(fx, ['-c', `alias.again=!${next} --allow-empty`, 'again']).code).toBe(0);
  expect(message(fx)).toBe('Work\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});
