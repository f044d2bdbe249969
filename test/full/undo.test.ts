/** Undo with a remote: what only this clone saw is as before, what was pushed is taken back by new commits. */
import { describe, expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { CHANGES, run, situation, UNUSUAL } from '../plan/changes.ts';
import { undoneAlone } from '../plan/undone.ts';
import { type State, stateOf } from '../state.ts';

describe('in a clone of its own', () => {
  test.for(UNUSUAL)('$name', undoneAlone);
});

describe('with a remote', () => {
  const pushing = ['close without landing', 'close, held', 'close, landed', 'merge'];
  const relied = ['approve', 'approve the plan'];
  const COPIES = /^refs\/(?:gitcrq|remotes|notes\/gitcrq)\//;

  test.for(CHANGES.filter(({ name }) => relied.includes(name)))('$name, not any more', (change) => {
    const at = situation(change, {});
    run(at, change.argv);
    const old = stateOf(at);
    refuses(at, ['undo'], { exit: 6, code: 'UNDO_REFUSED', message: /others may have relied on it/ });
    expect(stateOf(at)).toEqual(old);
  });

  test.for(CHANGES.filter(({ name }) => ![...pushing, ...relied].includes(name)))('$name', (change) => {
    const at = situation(change, {});
    const old = stateOf(at, COPIES);
    run(at, change.argv);
    answer(at, ['undo']);
    expect(stateOf(at, COPIES)).toEqual(old);
  });

  test.for(CHANGES.filter(({ name }) => pushing.includes(name)))('$name, by new commits', (change) => {
    const at = situation(change, {});
    const old = stateOf(at);
    run(at, change.argv);
    const pushed = stateOf(at)['remote'] as Record<string, readonly string[]>;
    answer(at, ['undo']);
    const now = stateOf(at);
    for (const [ref, commits] of Object.entries(pushed))
      expect((now['remote'] as typeof pushed)[ref]?.slice(-commits.length), `${ref} only grew`).toEqual(commits);
    expect(withoutRecords(now)).toEqual(withoutRecords(old));
    expect(answer(at, ['crq', 'show', '2'])).toMatchObject({
      branches: [{ name: 'feature/CRQ-2-add-login', status: 'open' }],
    });
    expect(at.git(['show', 'feature/CRQ-2-add-login:login.txt'], at.remote)).toBe('login');
    // The work goes on from there, and lands as if nothing had been.
    if (change.name === 'close, held') return;
    at.git(['switch', '--quiet', 'feature/CRQ-2-add-login']);
    expect(run(at, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-2' }], held: [] });
    expect(at.git(['show', 'main:login.txt'], at.remote)).toBe('login');
    expect(envelope(gitcrq(at, ['check', 'main', '--all', '--json']))).toMatchObject({ exit: 0 });
  });

  const withoutRecords = ({ head, status, files }: State): unknown => ({
    head,
    status,
    files: Object.entries(files as State).filter(([path]) => !path.startsWith('crqs/')),
  });
});
