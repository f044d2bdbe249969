/** What a hostile reader of the first version found, so that it stays mended. */
import { expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

/** A request with a commit of work, as a person would make it. */
function begun(at: Fixture, title = 'Add login'): void {
  answer(at, ['start', title]);
  at.write('work.txt', 'work\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Work\n\nCRQ: CRQ-2']);
}

test('an undo that is refused leaves the checkout on the branch it was on', () => {
  const at = fixture();
  begun(at);
  at.git(['switch', '--quiet', 'main']);
  refuses(at, ['undo'], { exit: 6, code: 'UNDO_REFUSED' });
  expect(at.git(['branch', '--show-current'])).toBe('main');
});

test('the beginning of an id that several operations share is not guessed at', () => {
  const at = fixture();
  answer(at, ['start', 'One']);
  answer(at, ['start', 'Two']);
  refuses(at, ['undo', '0'], { exit: 2, code: 'OPERATION_AMBIGUOUS', next: /undo --list/ });
});

test('a merge of the base that holds more than both sides needs a request that accepts work', () => {
  const at = fixture();
  begun(at);
  answer(at, ['cancel', 'CRQ-2', '-m', 'no longer wanted']);
  at.write('evil.txt', 'evil\n');
  at.git(['add', '.']);
  const tree = at.git(['write-tree']);
  const merge = at.git(['commit-tree', tree, '-p', 'HEAD', '-p', 'main', '-m', 'Merge main\n\nCRQ: CRQ-2']);
  at.git(['reset', '--quiet', '--hard', merge]);
  const judged = gitcrq(at, ['check', '--json']);
  expect(judged.code).toBe(1);
  expect(judged.out).toContain('"rule":"link/not-accepting"');
});

test('of several remotes without an origin the one that the base follows counts, and none is guessed', () => {
  const at = fixture();
  at.git(['remote', 'rename', 'origin', 'upstream']);
  at.git(['remote', 'add', 'fork', at.root]);
  expect(answer(at, ['start', 'Add login'])).toMatchObject({ id: 'CRQ-2' });
  expect(at.git(['for-each-ref', '--format=%(refname)', 'refs/gitcrq/ids'], at.remote)).toBe('refs/gitcrq/ids/CRQ');
  at.git(['config', '--unset', 'branch.main.remote']);
  refuses(at, ['start', 'Another'], { exit: 3, code: 'REMOTE_AMBIGUOUS', next: /set-upstream-to=upstream\/main/ });
});

test('numbers and the log of a repository that gets its remote later go on there', () => {
  const at = fixture({ remote: false });
  begun(at);
  answer(at, ['close']);
  at.git(['init', '--quiet', '--bare', at.remote]);
  at.git(['remote', 'add', 'origin', at.remote]);
  at.git(['push', '--quiet', 'origin', 'main']);
  at.git(['fetch', '--quiet', 'origin']);
  const begin = answer<{ id: string; branch: string }>(at, ['start', 'Next']);
  expect(begin.id).toBe('CRQ-3');
  at.git(['commit', '--quiet', '--allow-empty', '-m', `Work\n\nCRQ: ${begin.id}`]);
  expect(answer(at, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-3' }] });
  const events = answer<{ events: readonly { crq: string }[] }>(at, ['merge', 'log']).events;
  expect(events.map(({ crq }) => crq)).toEqual(['CRQ-3', 'CRQ-2']);
});

test('a number that only a branch bears is taken', () => {
  const at = fixture();
  at.git(['branch', 'feature/CRQ-7-by-hand']);
  expect(answer(at, ['crq', 'new', 'Next'])).toMatchObject({ id: 'CRQ-8' });
});

test('the printed mending of one link leaves the others alone', () => {
  const at = fixture();
  answer(at, ['start', 'One']);
  for (const [n, ids] of ['CRQ-33', 'CRQ-2', 'CRQ-2', 'CRQ-1, CRQ-2'].entries()) {
    at.write(`${n}.txt`, ids);
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', `Work\n\nCRQ: ${ids}`]);
  }
  const { findings } = answer<{ findings: readonly { rule: string; next: string }[] }>(at, ['check']);
  const mend = findings.find(({ rule }) => rule === 'link/unknown')?.next ?? '';
  at.git(['-c', `alias.mend=!${mend}`, 'mend']);
  const trailers = at.git(['log', '-4', '--format=%(trailers:key=CRQ,valueonly,separator=%x2C)']).split('\n');
  expect(trailers.slice(0, 3)).toEqual(['CRQ-1, CRQ-2', 'CRQ-2', 'CRQ-2']);
  expect(trailers[3]).not.toBe('CRQ-33');
});

test('a slip in a key and a request that waits for itself are refused', () => {
  const at = fixture();
  answer(at, ['start', 'One']);
  refuses(at, ['crq', 'set', '2', 'priorty=high'], {
    exit: 2,
    code: 'CRQ_KEY_INVALID',
    message: /did you mean priority/,
  });
  refuses(at, ['crq', 'set', '2', 'depends_on=CRQ-2'], { exit: 2, code: 'CRQ_KEY_INVALID' });
  expect(answer(at, ['crq', 'set', '2', 'risk=low'])).toMatchObject({ id: 'CRQ-2' });
});
