import { join } from 'node:path';
import { expect } from 'vitest';
import { git, hooked, message, stage, unseen } from '../enforce/hooks/scene.ts';
import { change, check, commit } from '../enforce/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { conforms } from './cases.ts';
import { ground, judged, made, mainGoesOn } from './scene.ts';

const push = (fx: Fixture, ...words: readonly string[]) => git(fx, ['push', 'origin', ...words]);

/** The status of CRQ-2 set to this, through the hooks. */
const move = (fx: Fixture, from: string, to: string): string =>
  made(
    fx,
    'crqs/CRQ-2.md',
    crqText('CRQ-2', { status: to }),
    `Move it\n\nCRQ: CRQ-2\nCRQ-Transition: ${from} -> ${to}`,
  );

conforms('a merge is known by its parents, not by its words', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  mainGoesOn(fx, 'm', '1');
  fx.git(['switch', '--quiet', '--detach']);
  fx.git(['merge', '--quiet', '--no-commit', '--no-ff', 'main']);
  // MERGE_HEAD lets the hook pass it; check looks at its trees.
  expect(git(fx, ['commit', '--quiet', '-m', 'Any words']).code).toBe(0);
  expect(await judged(fx)).toEqual([]);
  expect(git(fx, ['commit', '--allow-empty', '-m', "Merge branch 'main' into whatever I like"]).err).toContain(
    'refused link/missing',
  );
  unseen(fx, 'b', '1', "Merge branch 'main' into whatever I like");
  expect(await judged(fx)).toEqual(['link/missing']);
});

conforms('a squash lifts the ids', async () => {
  const fx = await ground();
  made(fx, 'p', '1', 'Add p');
  change(fx, 'q', '1', 'CRQ-3: Add q');
  fx.git(['switch', '--quiet', 'main']);
  git(fx, ['merge', '--squash', 'feature/CRQ-2-work']);
  expect(git(fx, ['commit', '-m', 'All of it']).code).toBe(0);
  expect(message(fx).split('\n').slice(-2).toSorted()).toEqual(['CRQ: CRQ-2', 'CRQ: CRQ-3']);
  expect(await judged(fx)).not.toContain('link/missing');
});

conforms('a squash of a forge leaves trailers inside the text: misplaced, still linked', async () => {
  const fx = await ground();
  const words = 'Add a (#12)\n\n* Add a\n\nCRQ: CRQ-2\n\n* fix the tests\n\nCo-authored-by: B <b@example.com>';
  fx.git(['switch', '--quiet', '--detach']);
  stage(fx, 'a', '1');
  expect(git(fx, ['commit', '-m', words]).code).toBe(0);
  expect(message(fx)).toBe(words);
  const { findings, summary } = await check(fx);
  expect([findings.map(({ rule, level }) => `${level} ${rule}`), summary.linked]).toEqual([
    ['warning link/misplaced'],
    1,
  ]);
});

conforms('a clean revert gets the request of the branch', async () => {
  const fx = await ground();
  const theirs = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  expect(git(fx, ['revert', '--no-edit', theirs]).code).toBe(0);
  expect(message(fx)).toMatch(/\n\nCRQ: CRQ-2$/);
});

conforms('an octopus', async () => {
  const fx = await ground();
  for (const name of ['one', 'two']) {
    fx.git(['switch', '--quiet', '--create', name, 'main']);
    change(fx, name, '1', `Add ${name}\n\nCRQ: CRQ-2`);
  }
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  made(fx, 'a', '1', 'Add a');
  expect(git(fx, ['merge', '--no-edit', 'one', 'two']).code).toBe(0);
  expect(message(fx)).toMatch(/\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual([]);
  // Without a link nobody can tell what it holds of its own.
  git(fx, ['commit', '--quiet', '--amend', '-m', 'Octopus'], { env: { GITCRQ: '0' } });
  expect(await judged(fx)).toEqual(['merge/evil']);
});

conforms('a root', async () => {
  // Until the day of grace what does not stand on the adoption is counted as older, and not judged.
  const fx = await hooked({ policy: 'version: 1\nadopt:\n  grace_until: 2020-01-01\n' });
  fx.git(['switch', '--quiet', '--orphan', 'feature/CRQ-2-root']);
  made(fx, 'a', '1', 'Begin again');
  expect(message(fx)).toBe('Begin again\n\nCRQ: CRQ-2');
  expect(await judged(fx)).not.toContain('link/missing');
  unseen(fx, 'a', '2', 'Unlinked');
  expect(await judged(fx)).toContain('link/missing');
  expect(push(fx, 'HEAD').err).toContain('refused link/missing');
});

conforms('empty commits', async () => {
  const fx = await ground();
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Nothing']).code).toBe(0);
  expect(message(fx)).toBe('Nothing\n\nCRQ: CRQ-2');
  git(fx, ['commit', '--allow-empty', '-m', 'Nothing at all'], { env: { GITCRQ: '0' } });
  expect(await judged(fx)).toEqual(['link/missing']);
});

/** An unlinked commit on the branch that something local hides; it must be found by check, and refused by a push. */
async function hidden(hide: (fx: Fixture, bad: string) => void): Promise<void> {
  const fx = await ground();
  const bad = unseen(fx, 'a', '1', 'Unlinked');
  made(fx, 'b', '1', 'Add b');
  hide(fx, bad);
  expect(await judged(fx)).toEqual(['link/missing']);
  expect(push(fx, 'HEAD').err).toContain(`refused link/missing: ${bad.slice(0, 12)}`);
}

conforms('grafts', () =>
  hidden((fx, bad) => {
    fx.write('info/grafts', `${fx.tip('HEAD')} ${fx.tip(`${bad}~1`)}\n`, join(fx.clone, '.git'));
    expect(git(fx, ['log', '--format=%s', 'main..HEAD']).out).toBe('Add b\n');
  }),
);

conforms('replace refs', () =>
  hidden((fx, bad) => {
    const good = fx.git(['commit-tree', `${bad}^{tree}`, '-p', `${bad}~1`, '-m', 'Linked\n\nCRQ: CRQ-2']);
    fx.git(['replace', bad, good]);
    expect(git(fx, ['log', '--format=%s', 'main..HEAD']).out).toBe('Add b\nLinked\n');
  }),
);

conforms('a commit after the close', async () => {
  const fx = await ground();
  stage(fx, 'a', '1');
  move(fx, 'open', 'closed');
  expect(await judged(fx)).toEqual([]);
  stage(fx, 'a', '2');
  const refused = git(fx, ['commit', '-m', 'Once more']);
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringMatching(/CRQ-2 is closed[\s\S]*next: gitcrq reopen CRQ-2/),
  ]);
  commit(fx, 'Once more\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'link/not-accepting', crq: 'CRQ-2', next: 'gitcrq reopen CRQ-2 -m "more work"' },
  ]);
});

conforms('a commit after a reopen', async () => {
  const fx = await ground();
  move(fx, 'open', 'closed');
  move(fx, 'closed', 'open');
  made(fx, 'a', '2', 'Once more');
  expect(await judged(fx)).toEqual([]);
});

conforms('a squash of draft, open and closed', async () => {
  const fx = await ground();
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'crqs/CRQ-5.md', crqText('CRQ-5', { status: 'draft' }), 'Draft CRQ-5\n\nCRQ: CRQ-5');
  git(fx, ['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-5-x']);
  const step = (from: string, to: string): string => {
    stage(fx, 'crqs/CRQ-5.md', crqText('CRQ-5', { status: to }));
    return fx.git(['commit', '--quiet', '-m', `Move it\n\nCRQ-Transition: ${from} -> ${to}`]);
  };
  step('draft', 'open');
  made(fx, 'a', '1', 'Add a');
  step('open', 'closed');
  expect(await judged(fx)).toEqual([]);
  fx.git(['switch', '--quiet', '--create', 'bugfix/CRQ-5-squashed', 'main']);
  fx.git(['merge', '--quiet', '--squash', 'feature/CRQ-5-x']);
  expect(git(fx, ['commit', '--no-edit']).code).toBe(0);
  expect(await judged(fx)).toEqual([]);
  fx.git(['commit', '--quiet', '--amend', '--no-verify', '-m', 'All\n\nCRQ: CRQ-5\nCRQ-Transition: open -> closed']);
  expect(await judged(fx)).toEqual(['crq/illegal-transition']);
});
