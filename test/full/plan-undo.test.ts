/** Undo after each command that changes something, in a clone of its own: all is as before. With a remote: test/full. */
import { describe, expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { USUAL } from '../plan/changes.ts';
import { CHAINED, undoneAlone } from '../plan/undone.ts';
import { stateOf } from '../state.ts';

shareProcess();

describe('in a clone of its own', () => {
  test.for(USUAL)('$name', undoneAlone);
});

describe('undo', () => {
  test('takes back command after command, latest first, and each only once', () => {
    const at = fixture({ remote: false });
    const states = [stateOf(at, CHAINED)];
    for (const argv of [
      ['start', 'Add login'],
      ['crq', 'set', '2', 'priority=high'],
      ['approve', '2', '--plan'],
      ['crq', 'set', '2', 'priority=low'],
    ]) {
      answer(at, argv);
      states.push(stateOf(at, CHAINED));
    }
    for (const state of states.slice(0, -1).reverse()) {
      answer(at, ['undo']);
      expect(stateOf(at, CHAINED)).toEqual(state);
    }
    refuses(at, ['undo'], { exit: 4, code: 'NOTHING_TO_UNDO' });
    expect(
      answer<{ operations: readonly { state: string }[] }>(at, ['undo', '--list']).operations.filter(
        ({ state }) => state === 'undone',
      ),
    ).toHaveLength(4);
  });

  test('refuses where later work stands on it, and loses nothing', () => {
    const at = fixture();
    answer(at, ['start', 'Add login']);
    at.write('login.txt', 'login\n');
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
    const old = stateOf(at);
    expect(envelope(gitcrq(at, ['undo', '--json']))).toMatchObject({ exit: 6, error: { code: 'UNDO_REFUSED' } });
    expect(stateOf(at)).toEqual(old);
  });

  test('refuses where a file it wrote was changed since', () => {
    const at = fixture();
    answer(at, ['config', 'set', 'merge.test', 'true']);
    at.write('gitcrq.yaml', `${at.read('gitcrq.yaml')}# mine\n`);
    refuses(at, ['undo'], { exit: 6, code: 'UNDO_REFUSED' });
  });

  test('keeps changes that are not committed', () => {
    const at = fixture();
    answer(at, ['start', 'Add login']);
    at.write('README', 'mine\n');
    at.write('new.txt', 'mine\n');
    answer(at, ['undo']);
    expect(at.git(['status', '--porcelain', '-b'])).toBe('## main...origin/main\n M README\n?? new.txt');
  });

  test('names an operation by its id, and knows no other', () => {
    const at = fixture({ remote: false });
    answer(at, ['crq', 'new', 'One']);
    answer(at, ['crq', 'new', 'Two']);
    const { operations } = answer<{ operations: readonly { id: string }[] }>(at, ['undo', '--list']);
    answer(at, ['undo', operations[1]?.id ?? '']);
    expect(at.git(['branch', '--list', '--format=%(refname:short)']).split('\n')).toEqual([
      'feature/CRQ-3-two',
      'main',
    ]);
    refuses(at, ['undo', operations[1]?.id ?? ''], { exit: 4, code: 'NOTHING_TO_UNDO' });
    refuses(at, ['undo', 'nonsense'], { exit: 4, code: 'OPERATION_NOT_FOUND' });
    refuses(at, ['resume', operations[0]?.id ?? ''], { exit: 4, code: 'NOTHING_TO_RESUME' });
  });
});
