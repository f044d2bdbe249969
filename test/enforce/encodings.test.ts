/** Messages as they are found in the wild: no byte of them may stop the check or fool it. */
import { expect, test } from 'vitest';
import { check, raw, rulesOf, scene } from './scene.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each<[string, Buffer, string]>([
  ['Latin-1 that does not', latin1('Käse und Öl\n\nCRQ: CRQ-2\n'), ''],
  ['no line end', Buffer.from('Add a\n\nCRQ: CRQ-2'), ''],
  ['emoji', Buffer.from('Add 🎉\n\nCRQ: CRQ-2\n'), ''],
  ['a megabyte of text', Buffer.from(`Add a\n\n${'x'.repeat(1 << 20)}\n\nCRQ: CRQ-2\n`), ''],
])('a linked message with %s passes', async (_name, message, header) => {
  const fx = scene();
  raw(fx, message, header);
  expect((await check(fx)).findings).toEqual([]);
});

test('a NUL byte ends a message, as for git', async () => {
  const fx = scene();
  raw(fx, Buffer.from('Add a\n\nCRQ: CRQ-2\n'));
  raw(fx, Buffer.from('Add b\n\0\nCRQ: CRQ-2\n'));
  const report = await check(fx);
  expect(rulesOf(report)).toEqual(['link/missing']);
  expect(report.summary).toMatchObject({ commits: 2, linked: 1 });
});

test('no control character of a message reaches the report unseen', async () => {
  const fx = scene();
  raw(fx, Buffer.from('Add \x1b[2Ja\x01b\n'));
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'link/missing', subject: 'Add \x1b[2Ja\x01b' });
});

test("the user's log settings change nothing", async () => {
  const fx = scene();
  raw(fx, Buffer.from('Käse\n\nCRQ: CRQ-2\n'));
  for (const [key, value] of [
    ['log.showSignature', 'true'],
    ['i18n.logOutputEncoding', 'ISO-8859-1'],
    ['log.showRoot', 'false'],
    ['color.ui', 'always'],
    ['diff.noprefix', 'true'],
    ['log.date', 'relative'],
    ['diff.renames', 'copies'],
  ]) {
    fx.git(['config', key ?? '', value ?? '']);
  }
  const report = await check(fx, { all: true });
  expect(report.findings).toEqual([]);
  expect(report.summary.commits).toBe(3);
});
