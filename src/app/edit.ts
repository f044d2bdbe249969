/**
 * `crq edit`: a copy of the record in the user's editor, and the plan for what came back. The editor runs before the
 * journal is opened and without its lock, so other commands go on meanwhile. A text that is refused is never lost.
 */
import { join } from 'node:path';
import { type EditWords, planRewrite } from '../crq/edit-in-editor.ts';
import { type Place, placeFor } from '../crq/place.ts';
import { GitcrqError } from '../domain/error.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { runEditor } from '../exec/editor.ts';
import { EDITOR_FAILED } from '../exec/errors.ts';
import { READ_ONLY } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { type Outcome, operate, reclaim } from '../plan/operate.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import { uuidv7 } from '../sys/uuid.ts';
import { type Changing, inChange } from './change.ts';
import type { Wired } from './wire.ts';

export interface EditorWords extends EditWords {
  readonly dryRun: boolean;
  /** Is standard output a terminal? */
  readonly terminal: boolean;
}

/** Puts the copy where no checkout sees it; the name tells editors what kind of text it is. */
function copyFor(repo: Repo, place: Place): Result<string> {
  const { crq, text } = place.stored;
  const file = join(repo.commonDir, 'gitcrq', 'edit', `${crq.id}-${uuidv7(repo.ports)}.md`);
  try {
    repo.ports.files.writeAtomic(file, text, 0o600);
    return ok(file);
  } catch (error) {
    return fail(READ_ONLY, error instanceof Error ? error.message : String(error), [`ls -ld ${repo.commonDir}`]);
  }
}

/** Opens the editor; answers what was saved, or null if nothing was changed. */
async function editedText(ports: Wired, repo: Repo, place: Place, file: string, terminal: boolean) {
  const editor = await repo.output('finding the editor', ['var', 'GIT_EDITOR']);
  if (!editor.ok) return editor;
  const exit = await runEditor(ports, { editor: editor.value.trim(), file, cwd: ports.cwd, terminal });
  if (exit !== 0)
    return fail(EDITOR_FAILED, `${JSON.stringify(editor.value.trim())} ended with ${exit}; nothing was changed`, [
      'git var GIT_EDITOR',
      `gitcrq crq edit ${place.stored.crq.id}`,
    ]);
  const text = ports.files.readText(file);
  return ok(text === null || text === place.stored.text ? null : text);
}

/** The failure, telling where the text is. */
const keeping = ({ code, exit, why, message, next }: GitcrqError, id: string, file: string): GitcrqError =>
  new GitcrqError({ code, exit, why }, `${message}; your text is kept in ${file}`, [
    ...next,
    `GIT_EDITOR="cp '${file}'" gitcrq crq edit ${id}`,
  ]);

async function edit(ports: Wired, { repo, basis, request }: Changing, words: EditorWords): Promise<Result<Outcome>> {
  const left = words.dryRun ? ok([]) : await reclaim(repo, request, 'crq edit');
  if (!left.ok) return left;
  const last = left.value.at(-1);
  if (last !== undefined) return ok(last);
  const place = await placeFor(repo, basis, words.id, words.on);
  if (!place.ok) return place;
  const file = copyFor(repo, place.value);
  if (!file.ok) return file;
  const { id } = place.value.stored.crq;
  const text = await editedText(ports, repo, place.value, file.value, words.terminal);
  if (!text.ok || text.value === null) {
    const saved = ports.files.readText(file.value);
    const touched = saved !== null && saved !== place.value.stored.text;
    if (!touched) ports.files.remove(file.value);
    if (!text.ok) return touched ? { ok: false, error: keeping(text.error, id, file.value) } : text;
    return fail(NOTHING_TO_CHANGE, `${id} was not changed in the editor`, [`gitcrq crq show ${id}`]);
  }
  const rewritten = text.value;
  const done = await operate(repo, request, 'crq edit', () => planRewrite(repo, basis, words, place.value, rewritten));
  if (!done.ok) return { ok: false, error: keeping(done.error, id, file.value) };
  ports.files.remove(file.value);
  return done;
}

export const editRecord = (ports: Wired, words: EditorWords): Promise<Outcome> =>
  inChange(ports, { dryRun: words.dryRun }, (clone) => edit(ports, clone, words));
