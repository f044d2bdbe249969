/** Cases of enforcement in which the queue has a say: they land, or are held, for real. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { conforms } from '../conformance/cases.ts';
import { ground, judged, made } from '../conformance/scene.ts';
import { git, message, run } from '../enforce/hooks/scene.ts';
import { change, check, rulesOf } from '../enforce/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { pass } from '../merge/ground.ts';
import { hasProgram, needs } from '../needs.ts';

const push = (fx: Fixture, ...words: readonly string[]) => git(fx, ['push', 'origin', ...words]);

/** CRQ-2 closed on its branch, through the hooks. */
const close = (fx: Fixture): string =>
  made(
    fx,
    'crqs/CRQ-2.md',
    crqText('CRQ-2', { status: 'closed' }),
    'Close it\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed',
  );

conforms('the revert of a landed merge reopens its request', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  close(fx);
  push(fx, 'HEAD');
  expect((await pass(fx)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  fx.git(['fetch', '--quiet']);
  fx.git(['switch', '--quiet', '--create', 'bugfix/CRQ-3-back', 'origin/main']);
  expect(git(fx, ['revert', '--no-edit', '-m', '1', 'HEAD']).code).toBe(0);
  expect([existsSync(join(fx.clone, 'a')), /^status: (.*)$/m.exec(fx.read('crqs/CRQ-2.md'))?.[1]]).toEqual([
    false,
    'open',
  ]);
  expect(message(fx)).toMatch(/CRQ: CRQ-3$/);
  expect(await judged(fx)).toEqual([]);
});

conforms('fixup!, squash! and amend! are fine here, and refused at a protected branch and at landing', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  for (const kind of ['fixup!', 'squash!', 'amend!']) made(fx, 'a', kind, `${kind} Add a`);
  expect((await check(fx)).summary).toMatchObject({ errors: 0, warnings: 3 });
  expect(push(fx, 'HEAD').code).toBe(0);
  expect(rulesOf(await check(fx, { range: 'origin/main..HEAD' }))).toHaveLength(3);
  close(fx);
  push(fx, 'HEAD');
  const [held] = (await pass(fx)).held;
  expect(held?.requirements.find(({ name }) => name === 'tidy')).toMatchObject({ state: 'missing' });
  fx.git(['branch', '--quiet', '--force', 'main']);
  fx.git(['switch', '--quiet', 'main']);
  expect(rulesOf(await check(fx)).filter((rule) => rule === 'fixup/unsquashed')).toHaveLength(3);
});

conforms('commits that have to be signed', async (context) => {
  needs(context, hasProgram('ssh-keygen'), 'ssh-keygen');
  const fx = await ground();
  const key = join(fx.root, 'key');
  fx.git(['config', 'gpg.format', 'ssh']);
  fx.git(['config', 'commit.gpgsign', 'true']);
  fx.git(['config', 'user.signingkey', key]);
  fx.git(['config', 'gpg.ssh.allowedSignersFile', `${key}.allowed`]);
  run(fx, 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  fx.write('key.allowed', `ada@example.com ${fx.read('key.pub', fx.root)}`, fx.root);
  const signed = (revision: string): string =>
    fx.git(['log', '-1', '--format=%G? %(trailers:key=CRQ,separator=)', revision]);
  made(fx, 'a', '1', 'Add a');
  expect(signed('HEAD')).toBe('G CRQ: CRQ-2');
  close(fx);
  push(fx, 'HEAD');
  expect((await pass(fx)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  fx.git(['fetch', '--quiet']);
  expect(signed('origin/main')).toBe('G CRQ: CRQ-2');
});

/** A branch that tries to change what it is judged by: the hooks, check and the queue judge it by what has landed. */
async function loosened(fx: Fixture, path: string, text: string): Promise<void> {
  const start = fx.tip('HEAD');
  change(fx, path, text, 'Loosen\n\nCRQ: CRQ-2');
  expect(git(fx, ['commit', '--allow-empty', '-m', 'x\n\nCRQ: CRQ-77']).err, path).toContain('refused link/unknown');
  expect(git(fx, ['push', '--dry-run', 'origin', 'HEAD:main']).err, path).toContain('refused branch/protected');
  expect((await check(fx)).findings, path).toMatchObject([{ rule: 'policy/changed' }]);
  change(
    fx,
    'crqs/CRQ-2.md',
    fx.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'),
    'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed',
  );
  git(fx, ['push', '--quiet', '--no-verify', '--force', 'origin', 'HEAD']);
  const { landed, held } = await pass(fx);
  // A change of the policy itself is a requirement of its own.
  const missing = held[0]?.requirements.filter(({ name, state }) => state === 'missing' && name !== 'closed') ?? [];
  expect(landed, path).toEqual([]);
  expect(
    missing.map(({ name }) => name),
    path,
  ).toContain('policy-approval');
  fx.git(['reset', '--quiet', '--hard', start]);
}

conforms('a branch cannot loosen the rules it is judged by', async () => {
  const fx = await ground();
  const OFF =
    'version: 1\nbranches: { protected: [] }\ncommits: { link: "off" }\nrules: { policy/changed: "off", link/unknown: "off" }\n';
  await loosened(fx, 'gitcrq.yaml', OFF);
  await loosened(
    fx,
    'gitcrq.yaml',
    'version: 1\ncommits:\n  exempt:\n    - author: "*@example.com"\n      until: 2999-01-01\n      reason: me\n',
  );
  await loosened(fx, 'crqs/.gitattributes', '* merge=ours\n');
  await loosened(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { base: 'elsewhere' }));
});
