/** What answers each hook. Adding one touches its file, its test, enforce/hooks/names.ts and this list. */
import { applypatchMsg } from '../enforce/hooks/applypatch-msg.ts';
import { commitMsg } from '../enforce/hooks/commit-msg.ts';
import { postCommit } from '../enforce/hooks/post-commit.ts';
import { postRewrite } from '../enforce/hooks/post-rewrite.ts';
import { prePush } from '../enforce/hooks/pre-push.ts';
import { prepareCommitMsg } from '../enforce/hooks/prepare-commit-msg.ts';
import type { Handlers } from '../enforce/hooks/run.ts';
import { postMerge } from '../merge/post-merge.ts';
import { warned } from './lease-warning.ts';

export const HOOKS: Handlers = {
  'prepare-commit-msg': warned(prepareCommitMsg),
  'commit-msg': commitMsg,
  'applypatch-msg': applypatchMsg,
  'pre-push': prePush,
  'post-commit': postCommit,
  'post-merge': postMerge,
  'post-rewrite': postRewrite,
};
