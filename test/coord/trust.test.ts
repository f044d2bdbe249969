/** Who is trusted: on the base alone, as it stood at the commit in question; and who this clone is. */
import { expect, onTestFinished, test } from 'vitest';
import { agentOf, homeOf, safeName } from '../../src/app/identity.ts';
import type { KeyId } from '../../src/coord/public-key.ts';
import { rightsOf, trustAt, trustNow } from '../../src/coord/trust.ts';
import { unwrap } from '../../src/domain/result.ts';
import { isSignerName } from '../../src/domain/trust.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { type Basis, loadBasis } from '../../src/store/basis.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { entry, newKey } from './trusted.ts';

const [OLD, NEW] = [newKey(), newKey()];

async function opened(fx: Fixture, env: Record<string, string> = {}): Promise<{ repo: Repo; basis: Basis }> {
  const ports = fx.ports();
  const repo = unwrap(await openRepo({ ...ports, env: { ...ports.env, ...env } }, fx.clone));
  onTestFinished(() => repo.close());
  return { repo, basis: unwrap(await loadBasis(repo)) };
}

function landed(fx: Fixture, ...entries: readonly string[]): void {
  fx.write('gitcrq.yaml', `version: 1\ntrust:\n${entries.join('')}`);
  fx.git(['commit', '--quiet', '-am', 'Trust\n\nCRQ: CRQ-1', '--no-verify']);
  fx.git(['push', '--quiet', 'origin', 'main']);
}

test('a key has its rights from the commit that gives them to the commit that takes them', async () => {
  const fx = fixture();
  const before = fx.tip('HEAD');
  landed(fx, entry('ada', OLD, 'approve, land'));
  const given = fx.tip('HEAD');
  landed(fx, entry('ada', OLD, 'approve, land'), entry('ada', NEW, 'approve'));
  const both = fx.tip('HEAD');
  landed(fx, entry('ada', NEW, 'approve'));
  const taken = fx.tip('HEAD');
  const { repo, basis } = await opened(fx);
  const rights = async (at: typeof before, id: KeyId): Promise<readonly string[]> =>
    rightsOf(unwrap(await trustAt(repo, basis, at)), id);
  expect(await Promise.all([before, given, both, taken].map((at) => rights(at, OLD.id)))).toEqual([
    [],
    ['approve', 'land'],
    ['approve', 'land'],
    [],
  ]);
  expect(await Promise.all([before, given, both, taken].map((at) => rights(at, NEW.id)))).toEqual([
    [],
    [],
    ['approve'],
    ['approve'],
  ]);
  expect(rightsOf(trustNow(basis), OLD.id)).toEqual([]);
  expect(trustNow(basis)).toEqual(unwrap(await trustAt(repo, basis, taken)));
});

test('a branch gives no rights, neither to itself nor when it is asked', async () => {
  const fx = fixture();
  landed(fx, entry('ada', OLD, 'approve'));
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  fx.write('gitcrq.yaml', `version: 1\ntrust:\n${entry('eve', NEW, 'approve, land, override')}`);
  fx.git(['commit', '--quiet', '-am', 'Trust eve\n\nCRQ: CRQ-2', '--no-verify']);
  const { repo, basis } = await opened(fx);
  expect(trustNow(basis).keys.map(({ name }) => name)).toEqual(['ada']);
  expect(await trustAt(repo, basis, fx.tip('HEAD'))).toMatchObject({ ok: false, error: { code: 'TRUST_NOT_ON_BASE' } });
});

test('a key that has the form of one and is none has no rights, and is shown with the reason', async () => {
  const fx = fixture();
  const point = `ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB${'A'.repeat(86)}=`;
  landed(fx, entry('ada', { ...OLD, text: point }, 'land'));
  const { basis } = await opened(fx);
  expect(trustNow(basis).keys).toMatchObject([{ name: 'ada', id: null, problem: 'its numbers are no key' }]);
});

test('the agent is named by user, host and worktree, or by GITCRQ_AGENT', async () => {
  const fx = fixture();
  const host = fx.ports().processes.self().host.split('.')[0];
  const named = async (env: Record<string, string>) => agentOf((await opened(fx, env)).repo);
  expect(await named({ LOGNAME: 'ada' })).toEqual({ ok: true, value: safeName(['ada', host ?? '', 'clone']) });
  expect(await named({ GITCRQ_AGENT: 'eve-2' })).toEqual({ ok: true, value: 'eve-2' });
  for (const bad of ['../x', '-x', 'refs/heads/x', 'a b'])
    expect(await named({ GITCRQ_AGENT: bad })).toMatchObject({ ok: false, error: { code: 'SIGNER_NAME_INVALID' } });
  expect(safeName(['-Ädä/..', 'my host', 'x.lock'])).toBe('d-my-host-x');
  for (const words of [['..'], ['.lock'], ['é'], ['a'.repeat(63), '.', 'b'], [`${'a'.repeat(59)}.lockx`]])
    expect(isSignerName(safeName(words)), words.join()).toBe(true);
});

test('keys are in GITCRQ_HOME, else where XDG says, and nowhere by guess', () => {
  const home = (env: Record<string, string>) => homeOf({ env });
  expect(home({ GITCRQ_HOME: '/k', XDG_DATA_HOME: '/d', HOME: '/h' })).toEqual({ ok: true, value: '/k' });
  expect(home({ XDG_DATA_HOME: '/d', HOME: '/h' })).toEqual({ ok: true, value: '/d/gitcrq' });
  expect(home({ XDG_DATA_HOME: 'd', HOME: '/h' })).toEqual({ ok: true, value: '/h/.local/share/gitcrq' });
  for (const env of [{}, { HOME: '' }, { GITCRQ_HOME: 'k', HOME: '/h' }] satisfies Record<string, string>[])
    expect(home(env)).toMatchObject({ ok: false, error: { code: 'KEY_HOME_UNKNOWN' } });
});
