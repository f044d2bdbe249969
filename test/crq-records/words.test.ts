/** Comments, and records edited in an editor: what is kept, what is refused, what never gets lost. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editRecord } from '../../src/app/edit.ts';
import { planComment } from '../../src/crq/comment.ts';
import type { Edited } from '../../src/crq/edit.ts';
import { showCrq } from '../../src/crq/show.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { asked, commit, done, listed, refusal, started } from './scene.ts';

shareProcess();

const comment = (at: Fixture, text: string, cwd = at.clone) =>
  done<{ path: string }>(at, (repo, basis) => planComment(repo, basis, '2', text), cwd);

test('comments made at once on two branches merge clean, and the gate takes them', async () => {
  const at = fixture();
  const { branch } = await started(at, 'Add login');
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  const other = at.another('other');
  at.git(['switch', '--quiet', branch], other);
  await comment(at, 'First.\n\n---\nid: CRQ-9\n');
  await comment(at, 'Second: "quoted"', other);
  at.git(['pull', '--quiet', '--no-rebase', other, branch]);
  const shown = answer<{ comments: readonly { text: string; by: string; at: string }[] }>(at, ['crq', 'show', '2']);
  expect(shown.comments.map(({ text }) => text)).toEqual(['First.\n\n---\nid: CRQ-9', 'Second: "quoted"']);
  expect(shown.comments[0]).toMatchObject({
    by: 'Ada Lovelace <ada@example.com>',
    at: expect.stringMatching(/^2\d{3}-.*Z$/),
  });
  expect(answer(at, ['check'])).toMatchObject({ summary: { errors: 0, warnings: 0 } });
  expect((await listed(at)).unreadable).toEqual([]);
  commit(at, { 'crqs/CRQ-2/comments/x.md': 'nonsense\n' }, 'Break a comment\n\nCRQ: CRQ-2');
  const broken = answer<{ comments: readonly object[] }>(at, ['crq', 'show', '2']);
  expect(broken.comments).toContainEqual(
    expect.objectContaining({ text: 'nonsense', unreadable: expect.objectContaining({ line: 1 }) }),
  );
});

test.for(['', ' \n', 'a\u001b[31m', 'x'.repeat(65_537)])('a comment that is none is refused: %j', async (text) => {
  const at = fixture();
  await started(at, 'Add login');
  expect(await refusal(comment(at, text))).toMatchObject({ code: 'COMMENT_INVALID' });
});

/** `crq edit 2` with a shell line that gets the file behind it. */
async function edit(at: Fixture, editor: string, more: { reason?: string; dryRun?: boolean } = {}): Promise<Edited> {
  at.git(['config', 'core.editor', editor]);
  const words = { id: '2', dryRun: false, terminal: false, ...more };
  const outcome = await editRecord(at.ports({ argv: ['crq edit', '2', editor] }), words);
  outcome.reported();
  return outcome.answer as Edited; // the planner's own
}
const kept = (at: Fixture): readonly string[] => readdirSync(join(at.clone, '.git/gitcrq/edit'));

test('what comes back from the editor takes the place of the record', async () => {
  const at = fixture();
  await started(at, 'Add login');
  await edit(at, 'sed -i "s/^owner: .*/owner: grace/; s/## Scope/## Scope\\n\\nA form./"');
  expect(at.read('crqs/CRQ-2.md')).toMatch(/owner: grace\n[\s\S]*A form\./);
  expect(at.git(['log', '-1', '--format=%B'])).toBe('Edit the record of CRQ-2\n\nCRQ: CRQ-2\n');
  expect(await edit(at, 'sed -i "s/^status: .*/status: deferred/"', { reason: 'later' })).toMatchObject({
    status: 'deferred',
  });
  expect(at.git(['log', '-1', '--format=%B'])).toContain('later\n\nCRQ: CRQ-2\nCRQ-Transition: open -> deferred');
  expect([at.git(['status', '--porcelain']), kept(at)]).toEqual(['', []]);
  const before = at.tip('HEAD');
  await edit(at, 'sed -i "s/^owner: .*/owner: ada/"', { dryRun: true });
  expect(at.tip('HEAD')).toBe(before);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['false', 'EDITOR_FAILED', /"false" ended with 1; nothing was changed$/],
  ['gitcrq-no-such-editor', 'EDITOR_FAILED', /ended with 127/],
  ['true', 'NOTHING_TO_CHANGE', /not changed/],
  ['echo nonsense >', 'EDIT_UNREADABLE', /crqs\/CRQ-2\.md:1: .*kept in/],
  ['sed -i "s/^id: .*/id: CRQ-3/"', 'EDIT_UNREADABLE', /its id is CRQ-3.*kept in/],
  ['sed -i "s/^author: .*/author: Eve/"', 'CRQ_KEY_INVALID', /author: it is a fact.*kept in/],
  ['sed -i "s/^created: .*/created: 1999-01-01/"', 'CRQ_KEY_INVALID', /created: it is a fact.*kept in/],
  ['sed -i "s/^type: .*/type: dream/"', 'CRQ_KEY_INVALID', /type: allowed: feature.*kept in/],
  ['sed -i "s/^status: .*/status: draft/"', 'ILLEGAL_TRANSITION', /it can become approved, closed.*kept in/],
  ['sed -i "s/^status: .*/status: rejected/"', 'REASON_MISSING', /kept in/],
];

test.for(REFUSED)('the editor %j is answered with %s', async ([editor, code, message]) => {
  const at = fixture();
  await started(at, 'Add login');
  const before = at.tip('HEAD');
  const refused = await refusal(edit(at, editor));
  expect(refused).toMatchObject({ code, message: expect.stringMatching(message) });
  expect([at.tip('HEAD'), at.git(['status', '--porcelain'])]).toEqual([before, '']);
  const file = /kept in (.*)$/.exec(refused.message)?.[1];
  expect(kept(at)).toHaveLength(file === undefined ? 0 : 1);
  if (file === undefined) return;
  expect(readFileSync(file, 'utf8')).not.toBe(at.read('crqs/CRQ-2.md'));
  expect(refused.next).toContain(`GIT_EDITOR="cp '${file}'" gitcrq crq edit CRQ-2`);
});

test('a record that moved while the editor was open is not overwritten', async () => {
  const at = fixture();
  await started(at, 'Add login');
  const meanwhile =
    'f() { echo More. >> "$1"; sed -i "s/^owner: .*/owner: bob/" crqs/CRQ-2.md; git commit -qam "Meanwhile"; }; f';
  expect(await refusal(edit(at, meanwhile))).toMatchObject({
    code: 'STATE_CHANGED',
    message: expect.stringMatching(/kept in/),
  });
  expect(at.read('crqs/CRQ-2.md')).toContain('owner: bob');
  expect(await asked(at, (repo, basis) => showCrq(repo, basis, 'CRQ-1'))).toMatchObject({ comments: [] });
});
