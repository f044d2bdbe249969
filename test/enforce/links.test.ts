/** The link rules, on commits as people and tools make them. */
import { expect, test } from 'vitest';
import { crqText, type Fixture } from '../fixture.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

test('a linked commit passes, whichever way it is linked', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  change(fx, 'a', '2', 'CRQ-2: Change a');
  change(fx, 'a', '3', '[CRQ-2] Change a');
  change(fx, 'a', '4', 'Change a\n\ncrq: crq-2');
  const report = await check(fx);
  expect(report.findings).toEqual([]);
  expect(report.summary).toMatchObject({ commits: 4, linked: 4, unlinked: 0 });
});

test('an unlinked last commit is a finding that says how to amend it, and the amended one passes', async () => {
  const fx = scene();
  const oid = change(fx, 'a', '1', 'Add a');
  const report = await check(fx);
  expect(report.findings).toMatchObject([
    {
      rule: 'link/missing',
      level: 'error',
      oid,
      subject: 'Add a',
      next: 'git commit --amend --no-edit --trailer "CRQ: CRQ-2"',
    },
  ]);
  fx.git(['commit', '--amend', '--no-edit', '--quiet', '--trailer', 'CRQ: CRQ-2']);
  expect((await check(fx)).findings).toEqual([]);
});

test('an unlinked earlier commit is mended by the rebase the finding names', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a');
  change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-2');
  const [finding] = (await check(fx)).findings;
  const next = finding?.next ?? '';
  expect(next).toMatch(/^git rebase --rebase-merges --exec /);
  fx.git(['-c', `alias.mend=!${next}`, 'mend']);
  expect((await check(fx)).findings).toEqual([]);
});

test('an id that is only mentioned links nothing', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nAs discussed in CRQ-2, this adds a.');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'link/missing' });
  expect(finding?.message).toContain('CRQ-2');
});

test('commits that no hook saw are seen: --no-verify, cherry-pick and rebase', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-other']);
  const picked = change(fx, 'p', '1', 'Picked later');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['cherry-pick', picked]);
  change(fx, 'q', '1', 'Rebased later');
  fx.git(['rebase', '--quiet', '--force-rebase', 'main']);
  expect(rulesOf(await check(fx))).toEqual(['link/missing', 'link/missing']);
});

test('an unknown id is a finding with the near one, and replacing it mends the commit', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-22');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'link/unknown', crq: 'CRQ-22' });
  expect(finding?.message).toContain('CRQ-2');
  fx.git(['-c', `alias.mend=!${finding?.next}`, 'mend']);
  expect((await check(fx)).findings).toEqual([]);
});

test('a trailer that is no id is named as such', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CQR-2');
  const [finding] = (await check(fx)).findings;
  expect(finding?.rule).toBe('link/missing');
  expect(finding?.message).toContain('"CQR-2"');
});

test('one accepting id is enough, but every id has to exist', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-1\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toEqual([]);
  change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2\nCRQ: CRQ-777');
  expect(rulesOf(await check(fx))).toEqual(['link/unknown']);
});

test('a commit whose message is nothing but trailers, or nothing, has no subject', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'CRQ: CRQ-2');
  fx.git(['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--no-verify', '-m', '']);
  expect(rulesOf(await check(fx))).toEqual([
    'link/missing',
    'message/empty-subject',
    'link/missing',
    'message/empty-subject',
  ]);
});

test('an exempt author needs no link until the day the exemption ends', async () => {
  const policy =
    'version: 1\ncommits:\n  exempt:\n    - author: "*@bots.example"\n      until: 2026-06-30\n      reason: dependency updates\n';
  const fx = scene({ policy });
  const bot = ['--author=Bot <renovate@bots.example>'];
  commit(fx, 'Update a', [...bot, '--date=2026-06-30T12:00:00Z']);
  commit(fx, 'Update b', [...bot, '--date=2026-07-01T12:00:00Z']);
  const report = await check(fx);
  expect(report.summary).toMatchObject({ exempt: 1, unlinked: 1 });
  expect(report.findings).toMatchObject([{ rule: 'link/missing', subject: 'Update b' }]);
});

test('a commit that changes nothing but exempt paths needs no link, except to requests and to the policy', async () => {
  const policy =
    'version: 1\ncommits:\n  exempt:\n    - paths: [docs/**, crqs/**]\n      reason: wording\n    - author: "*@bots.example"\n      paths: [package.json]\n      until: 2026-06-30\n      reason: updates\n';
  const fx = scene({ policy });
  const by = (author: string, path: string, date = '2026-06-01'): void => {
    fx.write(path, `${author} ${date}`);
    fx.git(['add', '--all']);
    commit(fx, `${author} changes ${path}`, [`--author=${author} <${author}>`, `--date=${date}T12:00:00Z`]);
  };
  by('ada@example.com', 'docs/a.md');
  by('a@bots.example', 'package.json');
  by('ada@example.com', 'package.json');
  by('a@bots.example', 'package.json', '2026-07-01');
  by('a@bots.example', 'package-lock.json');
  fx.write('docs/b.md', 'b');
  by('ada@example.com', 'src/b');
  by('ada@example.com', 'crqs/notes.txt');
  commit(fx, 'Nothing at all');
  const report = await check(fx);
  expect(report.summary).toMatchObject({ commits: 8, exempt: 2, unlinked: 6 });
  expect(report.exemptions).toMatchObject([
    { paths: ['docs/**', 'crqs/**'], commits: 1, too_late: 0 },
    { author: '*@bots.example', paths: ['package.json'], commits: 1, too_late: 1 },
  ]);
  expect(report.findings.map(({ message }) => message).filter((message) => message.includes('ended'))).toEqual([
    expect.stringContaining('*@bots.example in package.json (updates) ended on 2026-06-30'),
  ]);
});

test('the policy sets the level of a rule, or turns it off', async () => {
  const warning = scene({ policy: 'version: 1\nrules:\n  link/missing: warning\n' });
  change(warning, 'a', '1', 'Add a');
  expect((await check(warning)).summary).toMatchObject({ errors: 0, warnings: 1 });
  const off = scene({ policy: 'version: 1\nrules:\n  link/missing: off\n' });
  change(off, 'a', '1', 'Add a');
  expect((await check(off)).findings).toEqual([]);
});

test('commits.link: off asks for no link', async () => {
  const fx = scene({ policy: 'version: 1\ncommits:\n  link: off\n' });
  change(fx, 'a', '1', 'Add a');
  const report = await check(fx);
  expect(report.findings).toEqual([]);
  expect(report.summary.unlinked).toBe(1);
});

test('the branch is judged by its name, and by whether its request exists', async () => {
  const fx = scene();
  fx.git(['branch', '-m', 'CRQ-2_Add stuff'.replace(' ', '_')]);
  const [named] = (await check(fx)).findings;
  expect(named).toMatchObject({
    rule: 'branch/name',
    ref: 'refs/heads/CRQ-2_Add_stuff',
    next: 'git branch -m CRQ-2_Add_stuff feature/CRQ-2-add-stuff',
  });
  fx.git(['branch', '-m', 'quick-fix']);
  expect((await check(fx)).findings).toMatchObject([{ rule: 'branch/name', next: 'gitcrq start "…"' }]);
  fx.git(['branch', '-m', 'Feature/crq-2-Work']);
  const [mendable] = (await check(fx)).findings;
  expect(mendable?.next).toBe('git branch -m Feature/crq-2-Work feature/CRQ-2-work');
  fx.git(['-c', `alias.mend=!${mendable?.next}`, 'mend']);
  expect((await check(fx)).findings).toEqual([]);
  fx.git(['branch', '-m', 'feature/CRQ-33-work']);
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'branch/unknown-crq', crq: 'CRQ-33', next: 'git branch -m feature/CRQ-33-work feature/CRQ-3-work' },
  ]);
  fx.git(['branch', '-m', 'gitcrq/anything']);
  expect((await check(fx)).findings).toEqual([]);
});

test('a request that is born on its branch is known there', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-9-new', 'main']);
  fx.write('crqs/CRQ-9.md', crqText('CRQ-9'));
  commit(fx, 'Open CRQ-9\n\nCRQ: CRQ-9');
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-9');
  expect((await check(fx)).findings).toEqual([]);
});

test('a note that is no link is a warning of its own, at the level that the policy says', async () => {
  const note = (fx: Fixture): void => void fx.git(['notes', '--ref=gitcrq/links', 'add', '-m', 'CRQ-2', 'main']);
  const fx = scene();
  note(fx);
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'link/note-unreadable', level: 'warning', line: 1, next: expect.stringMatching(/^git notes .* edit /) },
  ]);
  const strict = scene({ policy: 'version: 1\nrules:\n  link/note-unreadable: error\n' });
  note(strict);
  expect((await check(strict)).summary).toMatchObject({ errors: 1 });
});
