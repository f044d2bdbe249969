/** `check --message`, `--deepen`, and the exemptions that a report counts. */
import { expect, test } from 'vitest';
import { gitcrq, shareProcess } from '../cli/run.ts';
import { change, check, codeOf, commit, printed, rulesOf, scene } from './scene.ts';

shareProcess();

test('a message is judged by the rules of the gate, and nothing of it is kept', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', 'main']);
  const objects = fx.git(['count-objects', '-v']);
  const judged = async (text: string): Promise<string> => {
    fx.write('.git/MESSAGE', text);
    return printed(fx, 'ndjson', { message: '.git/MESSAGE' });
  };
  expect(await judged('Add a\n\nCRQ: CRQ-2\n')).toMatch(/^{"type":"summary"/);
  expect(await judged('Add a\n')).toContain(
    'git interpret-trailers --in-place --trailer \\"CRQ: CRQ-<n>\\" .git/MESSAGE',
  );
  expect(await judged('Add a\n\nCRQ: CRQ-22\n')).toContain('"rule":"link/unknown"');
  expect(await judged('Add a\n\nCRQ: CRQ-1\n')).toContain('"rule":"link/not-accepting"');
  expect(await judged('CRQ: CRQ-2\n')).toContain('"rule":"message/empty-subject"');
  expect(await judged('fixup! Add a\n\nCRQ: CRQ-2\n')).toContain('"rule":"fixup/unsquashed"');
  expect(await judged('Add a\n\n# CRQ: CRQ-2\n')).toContain('"rule":"link/missing"');
  expect(await judged(`Merge branch 'x'\n`)).toContain('"rule":"link/missing"');
  expect(fx.git(['count-objects', '-v'])).toBe(objects);
  expect(await codeOf(printed(fx, 'text', { message: 'nothing' }))).toBe('HOOK_INPUT_INVALID');
});

test('a message on standard input is taken as it will be stored', () => {
  const fx = scene();
  const ended = gitcrq(fx, ['check', '--message', '-'], { input: '#12: Add a\n\nCRQ: CRQ-2\n' });
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(gitcrq(fx, ['check', '--message', '-'], { input: Buffer.from('A\0\xff').toString('latin1') }).code).toBe(1);
  expect(gitcrq(fx, ['check', '--message', '-', '--all']).code).toBe(2);
});

test('a runner that checked out one commit is told what to do, and --deepen does it', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  change(fx, 'b', '1', 'Unlinked');
  fx.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work']);
  fx.git(['clone', '--quiet', '--depth=1', '--branch', 'feature/CRQ-2-work', `file://${fx.remote}`, 'runner'], fx.root);
  const cwd = `${fx.root}/runner`;
  fx.git(['switch', '--quiet', '--detach'], cwd);
  fx.git(['update-ref', '-d', 'refs/heads/feature/CRQ-2-work'], cwd);
  const cut = gitcrq(fx, ['check', '--json'], { cwd });
  expect(JSON.parse(cut.out)).toMatchObject({
    exit: 3,
    error: { code: 'SHALLOW', next: ['gitcrq check --deepen', 'git fetch --unshallow'] },
  });
  const whole = gitcrq(fx, ['check', '--deepen', '--json'], { cwd });
  expect(JSON.parse(whole.out)).toMatchObject({ exit: 1, data: { summary: { commits: 2, linked: 1, errors: 1 } } });
});

test('exemptions are counted, and one that has ended is said wherever it matters', async () => {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const fx = scene({
    policy: `version: 1
commits:
  exempt:
    - { author: bot@example.com, reason: updates, until: ${day(30)} }
    - { author: old@example.com, reason: migration, until: ${day(-1)} }
    - { author: never@example.com, reason: nothing }
`,
  });
  for (const name of ['bot', 'bot', 'old']) commit(fx, `Of ${name}`, ['--author', `${name} <${name}@example.com>`]);
  const report = await check(fx);
  expect(report.summary).toMatchObject({ exempt: 2, unlinked: 1 });
  expect(report.exemptions).toMatchObject([
    { author: 'bot@example.com', reason: 'updates', commits: 2, too_late: 0, expired: false },
    { author: 'old@example.com', reason: 'migration', commits: 0, too_late: 1, expired: true },
    { author: 'never@example.com', commits: 0, too_late: 0, expired: false },
  ]);
  expect(rulesOf(report)).toEqual(['link/missing']);
  expect(report.findings[0]?.message).toContain(`the exemption of old@example.com (migration) ended on ${day(-1)}`);
  const text = await printed(fx, 'text');
  expect(text).toContain(`exempt 2 commits of bot@example.com (updates), until ${day(30)}\n`);
  expect(text).toContain(
    `ended exemption of old@example.com (migration) on ${day(-1)}; 1 commit without a link since\n`,
  );
  expect(text).not.toContain('never@');
});
