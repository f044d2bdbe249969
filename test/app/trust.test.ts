/** `trust add` and `trust remove`: which key is meant, what is refused, and what the file says afterwards. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '../../src/app/config.ts';
import { planTrust } from '../../src/app/trust.ts';
import { planTrustRemove, type Trusting } from '../../src/coord/trust-plan.ts';
import { type Result, unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import type { Plan } from '../../src/plan/step.ts';
import { gitcrq } from '../cli/run.ts';
import { entry, newKey } from '../coord/trusted.ts';
import { type Fixture, fixture } from '../fixture.ts';

const [OLD, NEW] = [newKey(), newKey()];
const LISTED = `version: 1\ntrust:\n${entry('ada', OLD, 'approve')}${entry('eve', NEW, 'lease', 'agent')}`;

const ASKED: Omit<Trusting, 'key'> = { name: 'ada', kind: 'person', rights: ['approve'] };

async function within<T>(fx: Fixture, use: (repo: Awaited<ReturnType<typeof openRepo>>) => Promise<T>): Promise<T> {
  const repo = await openRepo(fx.ports(), fx.clone);
  try {
    return await use(repo);
  } finally {
    unwrap(repo).close();
  }
}
const added = (fx: Fixture, word: string | undefined, asked: Partial<typeof ASKED> = {}): Promise<Result<Plan>> =>
  within(fx, (repo) => planTrust(fx.ports(), unwrap(repo), word, false, { ...ASKED, ...asked }));
const removed = (fx: Fixture, who: string): Promise<Result<Plan>> =>
  within(fx, (repo) => Promise.resolve(planTrustRemove(unwrap(repo), who)));
/** What the plan would make of the file. */
function becomes(plan: Result<Plan>): string {
  const [step] = unwrap(plan).steps;
  const to = step?.kind === 'files' ? step.files[0]?.to : undefined;
  return Buffer.from(to?.base64 ?? '', 'base64').toString('utf8');
}
const refusal = (code: string) => ({ ok: false, error: { code } });

test('a key is a line, a file or standard input, and its comment is not kept', async () => {
  const fx = fixture();
  const want = `version: 1\ntrust:\n${entry('ada', OLD, 'approve')}`;
  expect(becomes(await added(fx, `${OLD.text} ada@example.com`))).toBe(want);
  fx.write('ada.pub', `# mine\n\n${OLD.text} ada@example.com\n`);
  expect(becomes(await added(fx, 'ada.pub'))).toBe(want);
  const piped = gitcrq(fx, ['trust', 'add', 'ada', '-', '--kind', 'person', '--right', 'approve'], { input: OLD.text });
  expect(piped).toMatchObject({ code: 0, out: `ada (person) may approve with ${OLD.id}\n` });
  expect(fx.read('gitcrq.yaml')).toBe(want);
});

test('what is no public key is refused', async () => {
  const fx = fixture();
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(fx.root, 'secret')]);
  fx.write('two.pub', `${OLD.text}\n${NEW.text}\n`);
  fx.write('empty.pub', '');
  writeFileSync(join(fx.clone, 'long.pub'), 'x'.repeat(100_000));
  for (const word of [`${OLD.text.slice(0, -4)}`, 'ssh-dss AAAA', join(fx.root, 'secret'), 'two.pub', 'empty.pub'])
    expect(await added(fx, word), word).toMatchObject(refusal('PUBLIC_KEY_INVALID'));
  for (const word of ['none.pub', 'long.pub', '.'])
    expect(await added(fx, word), word).toMatchObject(refusal('FILE_UNREADABLE'));
});

test("without a key it is this clone's own; one is made only if nothing is refused", async () => {
  const fx = fixture();
  const keys = join(fx.root, 'home/.local/share/gitcrq/keys');
  expect(await added(fx, undefined, { kind: undefined })).toMatchObject(refusal('SIGNER_KIND_MISSING'));
  for (const name of ['../x', '-x', 'refs/heads/x', ''])
    expect(await added(fx, undefined, { name })).toMatchObject(refusal('SIGNER_NAME_INVALID'));
  expect(existsSync(keys)).toBe(false);
  const own = await added(fx, undefined);
  expect(existsSync(keys)).toBe(true);
  expect(becomes(await added(fx, undefined))).toBe(becomes(own));
});

test('a right more edits the entry, a key more under the same name is a new one', async () => {
  const fx = fixture();
  fx.write('gitcrq.yaml', LISTED);
  const both = await added(fx, OLD.text, { kind: undefined, rights: ['land', 'approve'] });
  expect(becomes(both)).toBe(LISTED.replace('[approve]', '[approve, land]'));
  const third = newKey();
  expect(becomes(await added(fx, third.text, { kind: undefined }))).toBe(LISTED + entry('ada', third, 'approve'));
  expect(await added(fx, OLD.text)).toMatchObject(refusal('NOTHING_TO_CHANGE'));
  expect(await added(fx, NEW.text)).toMatchObject(refusal('TRUST_ENTRY_DIFFERS'));
  expect(await added(fx, OLD.text, { kind: 'agent' })).toMatchObject(refusal('TRUST_ENTRY_DIFFERS'));
  expect(await added(fx, third.text, { kind: 'agent' })).toMatchObject(refusal('TRUST_ENTRY_DIFFERS'));
});

test('a name loses all its keys, an id only that one', async () => {
  const fx = fixture();
  const third = newKey();
  fx.write('gitcrq.yaml', LISTED + entry('ada', third, 'land'));
  expect(becomes(await removed(fx, 'ada'))).toBe(`version: 1\ntrust:\n${entry('eve', NEW, 'lease', 'agent')}`);
  expect(becomes(await removed(fx, third.id))).toBe(LISTED);
  expect(unwrap(await removed(fx, OLD.id)).answer).toMatchObject({ removed: [{ name: 'ada', id: OLD.id }] });
  for (const who of ['bob', third.id.slice(0, -1), ''])
    expect(await removed(fx, who)).toMatchObject(refusal('TRUST_UNKNOWN'));
});

test('a list with a mistake is not changed, and config check looks into the keys', async () => {
  const fx = fixture();
  fx.write('gitcrq.yaml', LISTED.replace('lease', 'fly'));
  expect(await added(fx, newKey().text)).toMatchObject(refusal('POLICY_INVALID'));
  expect(await removed(fx, 'ada')).toMatchObject(refusal('POLICY_INVALID'));
  const point = `ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB${'A'.repeat(86)}=`;
  fx.write('gitcrq.yaml', `version: 1\ntrust:\n${entry('ada', { ...OLD, text: point }, 'land')}`);
  const { mistakes } = unwrap(await within(fx, (repo) => checkConfig(unwrap(repo))));
  expect(mistakes).toMatchObject([{ line: 4, key: 'trust.0.key', message: expect.stringContaining('no public key') }]);
});
