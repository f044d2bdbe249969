/** The list of step kinds. Adding one touches its file, its test, the union in step.ts and this list. */
import { advanceKind } from './kinds/advance.ts';
import { checkoutKind } from './kinds/checkout.ts';
import { filesKind } from './kinds/files.ts';
import { followKind } from './kinds/follow.ts';
import { gitConfigKind } from './kinds/git-config.ts';
import { pushKind } from './kinds/push.ts';
import { refsKind } from './kinds/refs.ts';
import { sendKind } from './kinds/send.ts';
import { switchKind } from './kinds/switch.ts';
import { worktreeKind } from './kinds/worktree.ts';
import type { Kind, Step } from './step.ts';

const KINDS: { readonly [K in Step['kind']]: Kind<Extract<Step, { kind: K }>> } = {
  refs: refsKind,
  push: pushKind,
  files: filesKind,
  follow: followKind,
  checkout: checkoutKind,
  advance: advanceKind,
  switch: switchKind,
  worktree: worktreeKind,
  'git-config': gitConfigKind,
  send: sendKind,
};

/** The kind of a step. The table pairs each name with the kind of just that step, which the type system cannot follow. */
export const kindOf = <S extends Step>(step: S): Kind<S> => KINDS[step.kind] as unknown as Kind<S>;
