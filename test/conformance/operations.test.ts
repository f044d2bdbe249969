/** What stock git does, one test an operation: the hooks it runs, the message it leaves, and what `check` says of it. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { editor, git, message, stage, unseen } from '../enforce/hooks/scene.ts';
import { change } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';
import { conforms } from './cases.ts';
import { ground, judged, made, mainGoesOn, traced } from './scene.ts';

const QUIET = { env: { GIT_EDITOR: 'true' } };
const BOTH = ['prepare-commit-msg message', 'commit-msg'];

conforms('commit -m', async () => {
  const fx = await ground();
  stage(fx, 'a', '1');
  expect(traced(fx, ['commit', '-m', 'Add a'])).toMatchObject({ code: 0, hooks: BOTH });
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('commit --amend', async () => {
  const fx = await ground();
  unseen(fx, 'a', '1', 'Add a');
  const { code, hooks } = traced(fx, ['commit', '--amend', '--no-edit']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg commit', 'commit-msg', 'post-rewrite']]);
  expect(message(fx)).toBe('Add a\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

/** A commit that is to be folded into the one before it. */
async function folded(kind: 'fixup' | 'squash', ...words: readonly string[]): Promise<Fixture> {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  stage(fx, 'a', '2');
  expect(traced(fx, ['commit', `--${kind}=HEAD`, ...words])).toMatchObject({ code: 0, hooks: BOTH });
  expect(await judged(fx)).toEqual(['fixup/unsquashed']);
  return fx;
}

conforms('commit --fixup', async () => expect(message(await folded('fixup'))).toBe('fixup! Add a\n\nCRQ: CRQ-2'));

conforms('commit --squash', async () =>
  expect(message(await folded('squash', '-m', 'More'))).toBe('squash! Add a\n\nMore\n\nCRQ: CRQ-2'),
);

conforms('commit -n', async () => {
  const fx = await ground();
  stage(fx, 'a', '1');
  const { code, hooks } = traced(fx, ['commit', '-n', '-m', 'Add a\n\nSigned-off-by: Ada <ada@example.com>']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg message']]);
  expect(message(fx)).toBe('Add a\n\nSigned-off-by: Ada <ada@example.com>\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('merge, clean', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  mainGoesOn(fx, 'm', '1');
  const { code, hooks } = traced(fx, ['merge', '--no-edit', 'main']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg merge', 'commit-msg', 'post-merge']]);
  expect(message(fx)).toMatch(/^Merge branch 'main' into feature\/CRQ-2-work\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual([]);
});

conforms('merge, fast-forward', async () => {
  const fx = await ground();
  mainGoesOn(fx, 'm', '1');
  expect(traced(fx, ['merge', 'main'])).toMatchObject({ code: 0, hooks: ['post-merge'] });
  expect(await judged(fx)).toEqual([]);
});

conforms('merge --squash, then commit', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-all', 'main']);
  expect(traced(fx, ['merge', '--squash', 'feature/CRQ-2-work']).hooks).toEqual(['post-merge']);
  const { code, hooks } = traced(fx, ['commit', '--no-edit']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg squash', 'commit-msg']]);
  expect(message(fx)).toMatch(/^Squashed commit of the following:\n[\s\S]*\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual(['link/wrong-branch']);
});

conforms('merge with a conflict, then commit', async () => {
  const fx = await ground();
  made(fx, 'same', 'ours', 'Add ours');
  mainGoesOn(fx, 'same', 'theirs');
  expect(traced(fx, ['merge', 'main'])).toMatchObject({ code: 1, hooks: [] });
  stage(fx, 'same', 'both');
  const { code, hooks } = traced(fx, ['commit', '--no-edit']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg merge', 'commit-msg']]);
  expect(message(fx)).toMatch(/^Merge branch 'main'[\s\S]*\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual([]);
});

conforms('revert, clean', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  const { code, hooks } = traced(fx, ['revert', '--no-edit', 'HEAD']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg message']]);
  expect(message(fx)).toMatch(/^Revert "Add a"\n\nThis reverts commit .*\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual([]);
});

/** A commit of CRQ-3 on a branch of its own that writes to `path`. */
function elsewhere(fx: Fixture, path: string, text: string): string {
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-x', 'main']);
  const oid = change(fx, path, text, 'Add it\n\nCRQ: CRQ-3');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  return oid;
}

conforms('cherry-pick, clean', async () => {
  const fx = await ground();
  const { code, hooks } = traced(fx, ['cherry-pick', elsewhere(fx, 'p', '1')]);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg message']]);
  expect(message(fx)).toBe('Add it\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  const subject = change(fx, 'q', '1', 'CRQ-3: Add q');
  fx.git(['reset', '--quiet', '--hard', 'HEAD~1']);
  git(fx, ['cherry-pick', subject]);
  expect(message(fx)).toBe('CRQ-3: Add q\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('revert after a conflict', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  made(fx, 'a', '2', 'Change a');
  expect(traced(fx, ['revert', '--no-edit', 'HEAD~1'])).toMatchObject({ code: 1, hooks: [] });
  stage(fx, 'a', '3');
  const { code, hooks } = traced(fx, ['revert', '--continue'], QUIET);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg merge', 'commit-msg']]);
  expect(message(fx)).toMatch(/^Revert "Add a"\n[\s\S]*\n\nCRQ: CRQ-2$/);
  expect(await judged(fx)).toEqual([]);
});

conforms('cherry-pick after a conflict', async () => {
  const fx = await ground();
  const picked = elsewhere(fx, 'a', 'theirs');
  made(fx, 'a', 'ours', 'Add a');
  expect(traced(fx, ['cherry-pick', picked])).toMatchObject({ code: 1, hooks: [] });
  stage(fx, 'a', 'both');
  const { code, hooks } = traced(fx, ['cherry-pick', '--continue'], QUIET);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg merge', 'commit-msg']]);
  expect(message(fx)).toBe('Add it\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

/** Two commits on the branch, of CRQ-2 and of CRQ-3, and main one ahead. */
function rebasable(fx: Fixture): void {
  made(fx, 'p', '1', 'Add p');
  made(fx, 'q', '1', 'Add q\n\nCRQ: CRQ-3');
  mainGoesOn(fx, 'm', '1');
}
const plan = (script: string, GIT_EDITOR = 'true') => ({
  env: { GIT_SEQUENCE_EDITOR: `sed -i '${script}'`, GIT_EDITOR },
});

conforms('rebase, pick', async () => {
  const fx = await ground();
  unseen(fx, 'a', '1', 'Unlinked');
  mainGoesOn(fx, 'm', '1');
  const { code, hooks } = traced(fx, ['rebase', 'main']);
  expect([code, hooks]).toEqual([0, ['prepare-commit-msg message', 'post-rewrite']]);
  expect(message(fx)).toBe('Unlinked\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('rebase, squash', async () => {
  const fx = await ground();
  rebasable(fx);
  const { code, hooks } = traced(fx, ['rebase', '--interactive', 'main'], plan('2s/^pick/squash/'));
  expect([code, new Set(hooks)]).toEqual([0, new Set(['prepare-commit-msg message', 'post-rewrite'])]);
  expect(message(fx).split('\n').slice(-2).toSorted()).toEqual(['CRQ: CRQ-2', 'CRQ: CRQ-3']);
  expect(await judged(fx)).toEqual([]);
});

conforms('rebase, fixup', async () => {
  const fx = await ground();
  rebasable(fx);
  const { code, hooks } = traced(fx, ['rebase', '--interactive', 'main'], plan('2s/^pick/fixup/'));
  expect([code, new Set(hooks)]).toEqual([0, new Set(['prepare-commit-msg message', 'post-rewrite'])]);
  expect(message(fx)).toBe('Add p\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

conforms('rebase, reword', async () => {
  const fx = await ground();
  rebasable(fx);
  const { GIT_EDITOR = '' } = editor(fx, 'sed -i "1s/.*/Say q/" "$1"');
  const { code, hooks } = traced(fx, ['rebase', '--interactive', 'main'], plan('2s/^pick/reword/', GIT_EDITOR));
  expect([code, new Set(hooks)]).toEqual([
    0,
    new Set(['prepare-commit-msg message', 'prepare-commit-msg commit', 'commit-msg', 'post-rewrite']),
  ]);
  expect(message(fx)).toBe('Say q\n\nCRQ: CRQ-3');
  expect(await judged(fx)).toEqual(['link/wrong-branch']);
});

conforms('rebase --apply', async () => {
  const fx = await ground();
  unseen(fx, 'mine', '1', 'Mine, past the hooks');
  mainGoesOn(fx, 'm', '1');
  const { code, hooks } = traced(fx, ['rebase', '--apply', 'main']);
  expect([code, hooks]).toEqual([0, ['applypatch-msg', 'post-rewrite']]);
  expect(message(fx)).toBe('Mine, past the hooks');
  expect(await judged(fx)).toEqual(['link/missing']);
});

conforms('am', async () => {
  const fx = await ground();
  unseen(fx, 'patched', '1', 'Mend it\n\n# not a comment\nWhy.');
  const file = join(fx.root, 'one.patch');
  fx.git(['format-patch', '--quiet', '-1', '--keep-subject', '--output', file]);
  fx.git(['reset', '--quiet', '--hard', 'HEAD^']);
  expect(traced(fx, ['am', '--quiet', '--keep', file])).toMatchObject({ code: 0, hooks: ['applypatch-msg'] });
  expect(message(fx)).toBe('Mend it\n\n# not a comment\nWhy.\n\nCRQ: CRQ-2');
  expect(await judged(fx)).toEqual([]);
});

/** A commit that no hook can see. */
function behindTheHooks(fx: Fixture): string {
  const { code, hooks, out } = traced(fx, ['commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'Out of nothing']);
  expect([code, hooks]).toEqual([0, []]);
  return out.trim();
}

conforms('commit-tree', async () => {
  const fx = await ground();
  const oid = behindTheHooks(fx);
  const pushed = git(fx, ['push', 'origin', `${oid}:refs/heads/feature/CRQ-2-work`]);
  expect(pushed.code).not.toBe(0);
  expect(pushed.err).toContain(`refused link/missing: ${oid.slice(0, 12)} Out of nothing`);
});

conforms('update-ref', async () => {
  const fx = await ground();
  const moved = traced(fx, ['update-ref', 'refs/heads/feature/CRQ-2-work', behindTheHooks(fx)]);
  expect(moved).toMatchObject({ code: 0, hooks: [] });
  expect(await judged(fx)).toEqual(['link/missing']);
});
