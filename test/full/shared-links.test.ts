/** Links by notes between clones, with what stock git and other people may have put among them. */
import { expect, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { crqHistory } from '../../src/crq/history.ts';
import { branchGlobs, showCrq } from '../../src/crq/show.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type LinkChange, listLinks, planLinkAdd, planLinkPrune } from '../../src/enforce/link.ts';
import { fetchLinkNotes } from '../../src/enforce/notes-read.ts';
import { openRepo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { LINKS_REF } from '../../src/store/notes.ts';
import { asked, done, refusal } from '../crq-records/scene.ts';
import { git } from '../enforce/hooks/scene.ts';
import { check, commit, rulesOf, scene, traced } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';

const link = (at: Fixture, words: readonly string[], insteadOf?: string, cwd?: string): Promise<LinkChange> =>
  done(at, (repo, basis) => planLinkAdd(repo, basis, words, insteadOf), cwd);
const links = (at: Fixture, cwd?: string) => asked(at, listLinks, cwd);
const history = (at: Fixture, id: string) => asked(at, (repo, basis) => crqHistory(repo, basis, id));

test('the commits of a request are those of its notes too, in the order of history', async () => {
  const at = scene();
  const first = commit(at, 'First\n\nCRQ: CRQ-2');
  const noted = commit(at, 'Forgotten');
  const wrong = commit(at, 'Wrong\n\nCRQ: CRQ-2');
  const last = commit(at, 'Last\n\nCRQ: CRQ-2');
  await link(at, [noted, '2']);
  await link(at, [wrong, '3'], '2');
  const oids = (await history(at, '2')).commits.map(({ oid }) => oid);
  expect(oids.slice(-3)).toEqual([first, noted, last]);
  expect((await history(at, '3')).commits.map(({ oid }) => oid)).toContain(wrong);
  const refs = branchGlobs('2');
  const shown = await inClone(at.ports(), ({ repo, basis }) => showCrq(repo, basis, '2'), { refs });
  expect(shown.commits.map(({ oid }) => oid)).toEqual(oids);
});

test('a newer note that only the remote has counts, also where the message has a link', async () => {
  const at = scene();
  const oid = commit(at, 'Wrong\n\nCRQ: CRQ-3');
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  const other = at.another('other');
  at.git(['switch', '--quiet', 'feature/CRQ-2-work'], other);
  await link(at, [oid, '1'], '3', other);
  // CRQ-1 is closed: here, without the note, all is well.
  expect(rulesOf(await check(at))).toEqual(['link/not-accepting']);
  const gap = commit(at, 'Forgotten');
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  at.git(['pull', '--quiet'], other);
  await link(at, [gap, '2'], undefined, other);
  expect((await traced(at, { words: [gap] })).gaps).toEqual([]);
});

test('links that went two ways are fetched by the commands that the refusal names', async () => {
  const at = scene();
  const oid = commit(at, 'Forgotten');
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  const other = at.another('other');
  await link(at, [oid, '2'], undefined, other);
  at.git(['notes', '--ref=gitcrq/links', 'add', '-m', '{"schema":1,"crq":"CRQ-3"}', 'main']);
  const refused = await refusal(check(at));
  expect(refused.code).toBe('RECORDS_NOT_FETCHED');
  for (const line of refused.next.split('\n')) expect(git(at, line.split(' ').slice(1))).toMatchObject({ code: 0 });
  expect(await check(at)).toMatchObject({ summary: { errors: 0 } });
  expect((await links(at)).links).toHaveLength(2);
});

/** So many commits without parents. */
function strangers(at: Fixture, count: number): readonly string[] {
  const one = (n: number): string =>
    `commit refs/x\nmark :${n}\ncommitter A <a@b> ${1_600_000_000 + n} +0000\ndata 1\nx\n`;
  const stream = Array.from({ length: count }, (_, n) => `reset refs/x\n${one(n + 1)}\n`).join('');
  git(at, ['fast-import', '--quiet', '--export-marks=.git/marks', '--force'], { input: stream });
  return at
    .read('.git/marks')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[1] ?? '');
}

test('notes that git spread over directories are read, added to and stay where git looks for them', async () => {
  const at = scene({ remote: false });
  const oid = commit(at, 'Forgotten');
  const many = strangers(at, 600);
  at.git(['notes', '--ref=gitcrq/links', 'add', '-m', '{"schema":1,"crq":"CRQ-3"}', 'main']);
  const pairs = many.map((name) => `${at.tip('main')} ${name}\n`).join('');
  expect(git(at, ['notes', '--ref=gitcrq/links', 'copy', '--stdin'], { input: pairs }).code).toBe(0);
  expect(at.git(['ls-tree', '-r', '--name-only', LINKS_REF])).toMatch(/^[0-9a-f]{2}\//m);
  await link(at, [oid, '2']);
  expect((await links(at)).links).toHaveLength(602);
  expect(at.git(['notes', '--ref=gitcrq/links', 'show', oid])).toContain('"CRQ-2"');
  expect(at.git(['notes', '--ref=gitcrq/links', 'list']).split('\n')).toHaveLength(602);
  // Stock git finds them where it would have put them: a note of its own moves none of them.
  at.git(['notes', '--ref=gitcrq/links', 'append', '-m', '', many[0] ?? '']);
  expect(at.git(['diff-tree', '-r', '--name-only', LINKS_REF, `${LINKS_REF}~1`]).split('\n')).toHaveLength(1);
});

test('a push of links that lost the race is made again on top of the other one', async () => {
  const at = scene();
  const [one, two] = [commit(at, 'One'), commit(at, 'Two')];
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  const other = at.another('other');
  let plans = 0;
  await done(at, async (repo, basis) => {
    const plan = await planLinkAdd(repo, basis, [one, '2'], undefined);
    if (plans++ === 0) await link(at, [two, '2'], undefined, other);
    return plan;
  });
  expect(plans).toBe(2);
  expect((await links(at)).links.map(({ commit }) => commit).sort()).toEqual([one, two].sort());
  expect(at.tip(LINKS_REF)).toBe(at.tip(LINKS_REF, at.remote));
});

test('a note that is too long, and a tree where a note should be, link nothing and stay', async () => {
  const at = scene({ remote: false });
  const [long, good] = [commit(at, 'Long'), commit(at, 'Good')];
  at.write('long', `${'x'.repeat(300)}\n`.repeat(900));
  const blob = at.git(['hash-object', '-w', 'long']);
  const tree = at.git(['rev-parse', 'HEAD^{tree}']);
  const names = ['a', 'b'].map((digit) => digit.repeat(40));
  const entries = [
    `100644 blob ${blob}\t${long}`,
    `040000 tree ${tree}\t${names[0]}`,
    `100644 blob ${at.git(['rev-parse', 'HEAD:gitcrq.yaml'])}\t${names[1]}`,
  ];
  const made = git(at, ['mktree'], { input: `${entries.join('\n')}\n` }).out.trim();
  at.git(['update-ref', LINKS_REF, at.git(['commit-tree', '-m', 'x', made])]);
  const about = async () => (await links(at)).unreadable.map((note) => [note.about, note.next.split(' ')[1]]).sort();
  const expected = [
    [names[0], 'ls-tree'],
    [names[1], 'notes'],
    [long, 'notes'],
  ].sort();
  expect(await about()).toEqual(expected);
  expect((await links(at)).unreadable.find((note) => note.about === long)?.reason).toMatch(/270900 bytes/);
  await link(at, [good, '2']);
  expect(await about()).toEqual(expected);
  expect((await links(at)).links).toMatchObject([{ commit: good }]);
  expect(at.git(['ls-tree', LINKS_REF])).toContain(`040000 tree ${tree}`);
  expect(at.git(['rev-parse', `${LINKS_REF}:${long}`])).toBe(blob);
});

test('what is near to a word that names no commit is offered', async () => {
  const at = scene();
  expect(await refusal(link(at, ['feature/CRQ-2-wrok', '2']))).toMatchObject({
    code: 'REVISION_UNKNOWN',
    message: expect.stringContaining('did you mean feature/CRQ-2-work'),
  });
  expect(await refusal(link(at, ['mian..HEAD', '2']))).toMatchObject({ message: expect.stringContaining('main?') });
});

test('a dry run of prune says which links go', async () => {
  const at = scene({ remote: false });
  await link(at, [commit(at, 'Forgotten'), '2']);
  const gone = at.tip('HEAD');
  at.git(['reset', '--quiet', '--hard', 'HEAD~1']);
  at.git(['reflog', 'expire', '--expire=now', '--all']);
  at.git(['gc', '--quiet', '--prune=now']);
  const plan = await asked(at, planLinkPrune);
  const [step] = plan.steps;
  expect(step?.kind === 'refs' ? step.within : []).toEqual([
    expect.stringMatching(new RegExp(`^remove the link of ${gone.slice(0, 12)}: .*"crq":"CRQ-2"`)),
  ]);
});

test('the remote is still being asked when the clone is closed: nobody is left to hear a failure', async () => {
  const at = scene();
  const other = at.another('other');
  await link(at, ['main', '2'], undefined, other);
  const ports = at.ports();
  const repo = unwrap(await openRepo(ports, ports.cwd));
  const basis = unwrap(await loadBasis(repo));
  const git: typeof repo.git = async (args, options) => {
    const run = await repo.git(args, options);
    repo.close();
    return run;
  };
  // A rejection would end the process: whoever asked has answered by now.
  expect(await fetchLinkNotes({ ...repo, git }, basis)).toMatchObject({ ok: false, error: { code: 'GIT_FAILED' } });
});
