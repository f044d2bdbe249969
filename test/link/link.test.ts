/** Links by notes: written for stock git, read by check and trace, shared by compare-and-swap, and safe against garbage. */
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

const REF = 'refs/notes/gitcrq/links';

/** An unlinked commit on the branch of CRQ-2. */
function unlinked(remote = true): { at: Fixture; commit: string } {
  const at = fixture({ remote });
  answer(at, ['start', 'Add login']);
  at.git(['commit', '--quiet', '--allow-empty', '-m', 'Forgotten']);
  return { at, commit: at.tip('HEAD') };
}

const errors = (at: Fixture, dir = at.clone): readonly unknown[] =>
  (answer(at, ['-C', dir, 'check']) as { findings: unknown[] }).findings;
const code = (at: Fixture, argv: readonly string[]): unknown => {
  const said = envelope(gitcrq(at, [...argv, '--json']));
  return said.ok ? null : said.error?.code;
};

test('a note links a commit, stock git shows it, and undo is a new commit of notes', () => {
  const { at, commit } = unlinked();
  expect(errors(at)).toMatchObject([{ rule: 'link/missing', oid: commit }]);
  const before = JSON.stringify(answer(at, ['link', 'add', 'HEAD', 'CRQ-2', '--dry-run']));
  expect(before).toContain(REF);
  expect(() => at.git(['rev-parse', '--verify', '--quiet', REF])).toThrow();
  expect(answer(at, ['link', 'add', 'HEAD', '2'])).toMatchObject({ crq: 'CRQ-2', commits: [commit] });
  expect(errors(at)).toEqual([]);
  expect(answer(at, ['status'])).toMatchObject({ commits: { unlinked: [] } });
  expect(answer(at, ['-C', at.another('fresh'), 'link', 'list'])).toMatchObject({ links: [{ commit }] });
  const note = JSON.parse(at.git(['notes', '--ref=gitcrq/links', 'show', commit])) as unknown;
  expect(note).toMatchObject({ schema: 1, crq: 'CRQ-2', by: 'Ada Lovelace <ada@example.com>' });
  expect(at.git(['log', '-1', '--notes=gitcrq/links'])).toContain('CRQ-2');
  expect(at.tip(REF, at.remote)).toBe(at.tip(REF));
  expect(answer(at, ['trace', commit])).toMatchObject({ commits: [{ via: 'note', crqs: ['CRQ-2'] }] });
  expect(answer(at, ['trace', 'CRQ-2'])).toMatchObject({ summary: { ways: { note: 1 } } });
  expect(code(at, ['link', 'add', 'HEAD', '2'])).toBe('NOTHING_TO_CHANGE');
  const linked = at.tip(REF);
  answer(at, ['undo']);
  expect(at.git(['rev-parse', `${REF}^`], at.remote)).toBe(linked);
  expect(errors(at)).toHaveLength(1);
});

test('another clone fetches the links before it finds fault, and two clones’ links are merged', () => {
  const { at, commit } = unlinked();
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  const other = at.another('other');
  at.git(['switch', '--quiet', 'feature/CRQ-2-add-login'], other);
  answer(at, ['link', 'add', 'HEAD', '2']);
  expect(errors(at, other)).toEqual([]);
  answer(at, ['-C', other, 'link', 'add', 'HEAD~1', '2']);
  answer(at, ['link', 'add', 'main', '2']);
  const links = (answer(at, ['link', 'list']) as { links: { commit: string }[] }).links.map((link) => link.commit);
  expect(links).toHaveLength(3);
  expect(links).toContain(commit);
});

test('links that are in the way of a fetch are no reason to guess', () => {
  const { at } = unlinked();
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  const other = at.another('other');
  at.git(['switch', '--quiet', 'feature/CRQ-2-add-login'], other);
  answer(at, ['link', 'add', 'HEAD', '2']);
  at.git(['update-ref', 'refs/notes/gitcrq', 'HEAD'], other);
  expect(code(at, ['-C', other, 'check'])).toBe('RECORDS_NOT_FETCHED');
});

test('what a link cannot be about is refused', () => {
  const { at } = unlinked(false);
  expect(code(at, ['link', 'add', 'nonsense', '2'])).toBe('REVISION_UNKNOWN');
  expect(code(at, ['link', 'add', 'HEAD', '77'])).toBe('CRQ_NOT_FOUND');
  expect(code(at, ['link', 'add', 'HEAD..HEAD', '2'])).toBe('LINKS_EMPTY_RANGE');
  answer(at, ['link', 'add', 'HEAD', '1']);
  expect(errors(at)).toMatchObject([{ rule: 'link/not-accepting', crq: 'CRQ-1' }]);
  answer(at, ['undo']);
  expect(() => at.git(['rev-parse', '--verify', '--quiet', REF])).toThrow();
});

test('a note takes the place of an id in the message', () => {
  const at = fixture({ remote: false });
  answer(at, ['start', 'Add login']);
  at.git(['commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'Add it\n\nCRQ: CRQ-1']);
  expect(errors(at)).toMatchObject([{ rule: 'link/not-accepting' }]);
  answer(at, ['link', 'add', 'HEAD', '2', '--instead-of', '1']);
  expect(errors(at)).toEqual([]);
});

test('garbage in the notes links nothing, is told of, and stays', () => {
  const { at, commit } = unlinked(false);
  const parent = at.tip('HEAD~1');
  at.git(['notes', '--ref=gitcrq/links', 'add', '-m', '{"schema":1,"crq":"CRQ-x"}\nnot json\n[]', commit]);
  at.git(['notes', '--ref=gitcrq/links', 'add', '-m', 'x'.repeat(300_000).slice(0, 100_000), parent]);
  const found = errors(at) as { level: string; line?: number }[];
  expect(found.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(found.filter(({ level }) => level === 'warning').length).toBeGreaterThanOrEqual(4);
  answer(at, ['link', 'add', commit, '2']);
  expect(at.git(['notes', '--ref=gitcrq/links', 'show', commit])).toContain('not json');
  expect(answer(at, ['link', 'list'])).toMatchObject({ links: [{ crq: 'CRQ-2' }] });
  const tree = at.git(['mktree'], at.clone);
  at.git(['update-ref', REF, at.git(['commit-tree', '-m', 'x', tree])]);
  expect(answer(at, ['link', 'list'])).toEqual({ links: [], unreadable: [] });
});

test('prune removes the notes of commits that are gone', () => {
  const { at, commit } = unlinked(false);
  answer(at, ['link', 'add', commit, '2']);
  const gone = 'a'.repeat(40);
  const tree = at.git(['ls-tree', REF]).replace(commit, gone);
  at.write('tree.txt', `${tree}\n`);
  const made = at.git(['-c', 'alias.mk=!git mktree < tree.txt', 'mk']);
  at.git(['update-ref', REF, at.git(['commit-tree', '-m', 'x', made])]);
  expect(answer(at, ['link', 'list'])).toMatchObject({ links: [{ commit: gone, exists: false }] });
  expect(answer(at, ['link', 'prune'])).toMatchObject({ commits: [gone] });
  expect(answer(at, ['link', 'list'])).toMatchObject({ links: [] });
});

test('prune keeps what another clone may have made and not pushed yet, and refuses to judge in a shallow clone', () => {
  const { at, commit } = unlinked();
  const gone = 'a'.repeat(40);
  const noted = (time: string): void => {
    const blob = at.git(['show', `${REF}:${commit}`]).replace(/"at":"[^"]*"/, `"at":"${time}"`);
    at.write('note.txt', `${blob}\n`);
    at.write('tree.txt', `100644 blob ${at.git(['hash-object', '-w', 'note.txt'])}\t${gone}\n`);
    const made = at.git(['-c', 'alias.mk=!git mktree < tree.txt', 'mk']);
    at.git(['update-ref', REF, at.git(['commit-tree', '-p', REF, '-m', 'x', made])]);
    at.git(['push', '--quiet', '--no-verify', 'origin', REF]);
    at.git(['update-ref', REF, at.tip(REF)]);
  };
  answer(at, ['link', 'add', commit, '2']);
  const first = at.tip(REF);
  noted(new Date().toISOString());
  expect(answer(at, ['link', 'prune'])).toMatchObject({ commits: [] });
  at.git(['update-ref', REF, first]);
  at.git(['push', '--quiet', '--no-verify', '--force', 'origin', REF]);
  noted('2020-01-01T00:00:00Z');
  expect(answer(at, ['link', 'prune'])).toMatchObject({ commits: [gone] });
  at.git(['clone', '--quiet', '--depth=1', `file://${at.remote}`, 'shallow'], at.root);
  expect(code(at, ['-C', `${at.root}/shallow`, 'link', 'prune'])).toBe('SHALLOW');
});
