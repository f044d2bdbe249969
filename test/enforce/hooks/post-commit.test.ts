/** Commits of a run bear its note; others do not, and what judges commits does not see it. */
import { expect, test } from 'vitest';
import { envelope, gitcrq } from '../../cli/run.ts';
import { fixture } from '../../fixture.ts';

const NOTES = 'refs/notes/gitcrq/runs';

test('a commit made in a run, says which run it was; amended, it says all of them', () => {
  const at = fixture({ remote: false });
  gitcrq(at, ['init', '--here']);
  gitcrq(at, ['start', 'Say it']);
  at.git(['commit', '--quiet', '--allow-empty', '-m', 'By hand']);
  expect(at.git(['for-each-ref', NOTES])).toBe('');
  const made = (...words: readonly string[]): { readonly run: string } => {
    const commit = ['git', 'commit', '--quiet', '--allow-empty', ...words];
    const ended = gitcrq(at, ['run', '--json', '--pane', 'none', '--agent', 'ada', ...commit]);
    return envelope(ended).data as { run: string }; // as `run` answers
  };
  const runs: string[] = [];
  const told = (): readonly unknown[] =>
    at
      .git(['notes', '--ref', NOTES, 'show', 'HEAD'])
      .split('\n')
      .map((line) => JSON.parse(line));
  const all = () => runs.map((run) => ({ run, crq: 'CRQ-2', agent: 'ada' }));
  for (const words of [
    ['-m', 'In a run'],
    ['--amend', '-m', 'In another'],
  ]) {
    runs.push(made(...words).run);
    expect(told()).toEqual(all());
  }
  at.git(['commit', '--quiet', '--amend', '--allow-empty', '-m', 'By hand again']);
  expect(told()).toEqual(all());
  expect(at.git(['notes', '--ref', NOTES, 'list']).trim().split('\n')).toHaveLength(3);
  expect([gitcrq(at, ['check']).code, gitcrq(at, ['trace']).code]).toEqual([0, 0]);
  const [parent = ''] = at.git(['log', '-1', '--format=%P']).split('\n');
  expect(() => at.git(['notes', '--ref', NOTES, 'show', parent])).toThrow('no note');
});
