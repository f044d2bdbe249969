/** check, trace, hooks and hook as processes: exit codes, one JSON document, and what goes where. */
import { expect, test } from 'vitest';
import { HOOK_NAMES } from '../../src/enforce/hooks/names.ts';
import { checkSchema, hooksStatusSchema, traceSchema } from '../../src/enforce/schema.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { change, scene } from './scene.ts';

shareProcess();

test('check answers 0 or 1, and its report has the published shape', () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(gitcrq(fx, ['check'])).toMatchObject({
    code: 0,
    out: '1 commit: 1 linked, 0 exempt, 0 unlinked; no errors, 0 warnings\n',
    err: '',
  });
  change(fx, 'a', '2', 'Change \x1b[31ma');
  const ended = gitcrq(fx, ['check']);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('error link/missing');
  expect(ended.out).toContain('  next: git commit --amend --no-edit --trailer "CRQ: CRQ-2"');
  expect(ended.out).not.toContain('\x1b');
  const json = gitcrq(fx, ['check', '--json']);
  expect(envelope(json)).toMatchObject({ ok: true, exit: 1 });
  checkSchema.parse(envelope(json).data);
  expect(gitcrq(fx, ['check', '--format', 'json']).out).toBe(json.out);
});

test('a check that cannot judge says so with a code and a command', () => {
  const fx = scene();
  const ended = gitcrq(fx, ['check', 'no-such-branch', '--json']);
  expect(envelope(ended)).toMatchObject({ exit: 4, error: { code: 'REVISION_UNKNOWN' } });
  expect(gitcrq(fx, ['check', '--prefix', 'KEY']).code).toBe(2);
  expect(gitcrq(fx, ['check'], { cwd: fx.root }).code).toBe(3);
});

test('a repository without a policy is reported, with exit 0 and a hint beside the report', () => {
  const fx = scene();
  fx.git(['init', '--quiet', '-b', 'main', 'plain'], fx.root);
  const cwd = `${fx.root}/plain`;
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'One'], cwd);
  const ended = gitcrq(fx, ['check', '--all'], { cwd });
  expect(ended).toMatchObject({
    code: 0,
    out: '1 commit: 0 linked, 0 exempt, 0 unlinked, 1 before adoption; no errors, 0 warnings\n',
  });
  expect(ended.err).toContain('gitcrq init');
});

test('trace answers 1 on gaps, and its document has the published shape', () => {
  const fx = scene();
  expect(gitcrq(fx, ['trace']).code).toBe(0);
  change(fx, 'a', '1', 'Unlinked');
  expect(gitcrq(fx, ['trace', '--gaps']).out).toMatch(/^[0-9a-f]{12} .* gap Unlinked\n/);
  const json = gitcrq(fx, ['trace', '--json']);
  expect(json.code).toBe(1);
  traceSchema.parse(envelope(json).data);
  expect(gitcrq(fx, ['trace', '--format', 'json']).out).toBe(json.out);
  expect(gitcrq(fx, ['trace', '--', 'a']).out).toContain('Unlinked');
});

test('hooks are installed, found, and taken away; status answers 1 without them', () => {
  const fx = scene();
  expect(gitcrq(fx, ['hooks', 'status']).code).toBe(1);
  expect(answer(fx, ['hooks', 'install'])).toMatchObject({
    hooks: [...HOOK_NAMES],
    kept: [],
  });
  expect(gitcrq(fx, ['hooks', 'install']).out).toContain('are in place');
  hooksStatusSchema.parse(answer(fx, ['hooks', 'status']));
  fx.git(['switch', '--quiet', 'main']);
  expect(() => fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Unlinked'])).toThrow('refused link/missing');
  expect(answer(fx, ['hooks', 'uninstall', '--dry-run'])).toMatchObject({
    // The last two are the merge driver's name and command.
    plan: [...HOOK_NAMES.map(() => ({ op: 'files' })), { op: 'git-config' }, { op: 'git-config' }],
  });
  answer(fx, ['hooks', 'uninstall']);
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Unlinked']);
});

test('a hook says nothing on standard output; what it was not asked rightly is an error, not a pass', () => {
  const fx = scene();
  fx.write('message', 'Unlinked\n', fx.root);
  fx.git(['switch', '--quiet', 'main']);
  const refused = gitcrq(fx, ['hook', 'commit-msg', '../message']);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('refused link/missing: Unlinked');
  expect(gitcrq(fx, ['hook', 'commit-msg', '../nothing']).code).toBe(3);
  expect(gitcrq(fx, ['hook', 'commit-msg']).code).toBe(3);
  expect(gitcrq(fx, ['hook', 'post-checkout']).code).toBe(2);
  expect(gitcrq(fx, ['hook', 'pre-push', 'origin', fx.remote], { input: 'garbage\n' }).code).toBe(3);
  expect(gitcrq(fx, ['--help']).out).not.toMatch(/^ {2}hook /m);
});
