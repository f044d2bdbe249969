/**
 * The cases that enforcement is measured by: what stock git does, what must hold whatever it does, and input that nobody
 * sends in good faith. Each is one test, in this folder or in test/full/conformance-*.test.ts; a case without its test
 * fails in cases.test.ts.
 */
import { type TestContext, test } from 'vitest';

/** Every way stock git makes or moves commits: which of our hooks it runs (githooks(5)), and what `check` says after it. */
const GIT_OPERATIONS = [
  'commit -m',
  'commit --amend',
  'commit --fixup',
  'commit --squash',
  'commit -n',
  'merge, clean',
  'merge, fast-forward',
  'merge --squash, then commit',
  'merge with a conflict, then commit',
  'revert, clean',
  'cherry-pick, clean',
  'revert after a conflict',
  'cherry-pick after a conflict',
  'rebase, pick',
  'rebase, squash',
  'rebase, fixup',
  'rebase, reword',
  'rebase --apply',
  'am',
  'commit-tree',
  'update-ref',
] as const;

const MESSAGES = [
  'an empty message is left to git',
  'what git drops does not link: scissors, comments, the branch in the template',
  'core.commentChar ;',
  'core.commentChar auto',
  'core.commentChar of several characters',
  '#123 fix with -m is text',
  'CRLF',
  'a byte order mark',
  'a NUL byte',
  'Latin-1',
  'invalid UTF-8',
  'a --- line in the body does not cut',
  'several ids all link',
  'an id in small letters is accepted and written as it should be',
  'an unknown id suggests the near one',
] as const;

const HISTORIES = [
  'a merge is known by its parents, not by its words',
  'a squash lifts the ids',
  'a squash of a forge leaves trailers inside the text: misplaced, still linked',
  'a clean revert gets the request of the branch',
  'the revert of a landed merge reopens its request',
  'fixup!, squash! and amend! are fine here, and refused at a protected branch and at landing',
  'an octopus',
  'a root',
  'empty commits',
  'grafts',
  'replace refs',
  'commits that have to be signed',
  'a commit after the close',
  'a commit after a reopen',
  'a squash of draft, open and closed',
] as const;

const PLACES = [
  'the main worktree and a linked one',
  'a submodule',
  'a detached HEAD',
  'an unborn branch',
  'a bare repository',
  'a shallow clone',
  'a branch that is called @',
  'a branch name that is not ASCII',
  'branches that differ in capitals alone',
  'a branch name that is too long',
  'a renamed branch keeps its request',
  'GITCRQ=0 skips the hooks, and check still judges',
] as const;

/** Input that is broken, or made to get through. */
const BAD_INPUT = [
  'any broken line to pre-push is refused with a reason',
  'zero oids of 40 and of 64 digits, and objects that are not here',
  'a message of 10 MB',
  'a message that is no text',
  'push --dry-run leaves no trace',
  'a branch cannot loosen the rules it is judged by',
] as const;

export const CASES = [...GIT_OPERATIONS, ...MESSAGES, ...HISTORIES, ...PLACES, ...BAD_INPUT] as const;

/** The test of one case. */
export const conforms = (name: (typeof CASES)[number], body: (context: TestContext) => Promise<void>): void =>
  test(name, body);
