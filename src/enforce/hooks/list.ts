/** The git hooks that gitcrq answers, and what answers them. Adding one touches its file, its test, names.ts and this list. */
import { commitMsg } from './commit-msg.ts';
import type { Hook } from './hook.ts';
import type { HookName } from './names.ts';
import { prePush } from './pre-push.ts';
import { prepareCommitMsg } from './prepare-commit-msg.ts';

export const HOOKS: Readonly<Record<HookName, Hook>> = {
  'prepare-commit-msg': prepareCommitMsg,
  'commit-msg': commitMsg,
  'pre-push': prePush,
};
