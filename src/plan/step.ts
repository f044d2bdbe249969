/**
 * A changing command decides first and answers a plan: plain JSON, every step with what must be there before and what
 * will be there after. Planning may write objects, which nobody sees until a ref moves; so no data flows between steps.
 */
import type { Oid } from '../domain/brand.ts';
import type { GitcrqError } from '../domain/error.ts';
import type { Result } from '../domain/result.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';

/** Local refs in one transaction. */
export interface RefsStep {
  readonly kind: 'refs';
  readonly changes: readonly RefChange[];
  readonly reason: string;
  /** What a person wants to know of the objects behind the refs: a line each for --dry-run. */
  readonly within?: readonly string[];
}

/**
 * A lease under which a push is made: its ref moves along, or nothing does. It is a condition and no part of what is done,
 * so it is neither looked for afterwards nor taken back.
 */
export interface PushGuard {
  readonly changes: readonly RefChange[];
  /** Folder of the objects behind them, where that is not the repository's. */
  readonly objects: string;
}

/** Refs on a remote in one atomic push. `chained` refs may have moved on past `to` when the step is looked at again. */
export interface PushStep {
  readonly kind: 'push';
  readonly remote: string;
  readonly changes: readonly RefChange[];
  readonly guard?: PushGuard;
  /** As of RefsStep. */
  readonly within?: readonly string[];
}

/** Files outside any checkout's index (hooks, excludes); contents in base64. */
export interface FilesStep {
  readonly kind: 'files';
  readonly files: readonly FileChange[];
}
export interface FileChange {
  readonly path: string;
  readonly from: FileContent | null;
  readonly to: FileContent | null;
}
export interface FileContent {
  readonly base64: string;
  readonly mode: number;
  /** A symbolic link; `base64` is its target. */
  readonly link?: true;
}

/** One path in a checkout whose branch just moved: its index entry and its file. */
export interface FollowStep {
  readonly kind: 'follow';
  /** The branch this checkout follows. */
  readonly ref: string;
  readonly dir: string;
  readonly entries: readonly FollowEntry[];
}
export interface FollowEntry {
  readonly path: string;
  readonly from: { readonly mode: string; readonly oid: Oid } | null;
  readonly to: { readonly mode: string; readonly oid: Oid } | null;
}

/** A whole checkout whose branch just moved from one commit to another. */
export interface CheckoutStep {
  readonly kind: 'checkout';
  readonly ref: string;
  readonly dir: string;
  readonly from: Oid;
  readonly to: Oid;
}

/**
 * A local ref that follows what a push has done already. A courtesy: where somebody moved the ref meanwhile, or a
 * checkout of it would lose work, it stays behind and nothing has failed.
 */
export interface AdvanceStep {
  readonly kind: 'advance';
  readonly ref: string;
  readonly from: Oid | null;
  readonly to: Oid;
  /** Checkouts of the ref, which move along. */
  readonly dirs: readonly string[];
}

/** `git switch`: uncommitted changes come along, or git refuses. */
export interface SwitchStep {
  readonly kind: 'switch';
  readonly dir: string;
  /** Branch name, or an oid for a detached HEAD. */
  readonly from: string;
  readonly to: string;
}

/** A linked worktree for a branch. */
export interface WorktreeStep {
  readonly kind: 'worktree';
  readonly dir: string;
  readonly branch: string;
  /** `discard`: one that gitcrq made for itself, with whatever is in it; it is made anew when it is needed. */
  readonly op: 'add' | 'remove' | 'discard';
}

/** Values in the clone's git config. */
export interface GitConfigStep {
  readonly kind: 'git-config';
  readonly changes: readonly ConfigChange[];
}
export interface ConfigChange {
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The key has several values, and only this one comes or goes. */
  readonly among?: boolean;
}

/**
 * A message into a mailbox, once: wherever in the mailbox it is, it is done. A courtesy: where it cannot be left, that is
 * said, and nothing has failed.
 */
export interface SendStep {
  readonly kind: 'send';
  /** The folder of whoever gets it. */
  readonly mailbox: string;
  /** Of the file. */
  readonly name: string;
  readonly text: string;
  /** For people: whom it tells what. */
  readonly summary: string;
}

export type Step =
  | RefsStep
  | PushStep
  | FilesStep
  | FollowStep
  | CheckoutStep
  | AdvanceStep
  | SwitchStep
  | WorktreeStep
  | GitConfigStep
  | SendStep;

export interface Plan {
  /** Name of the operation, as people know it: `crq new`, `close`, `land`. */
  readonly op: string;
  /** One line for `undo --list`. */
  readonly title: string;
  readonly steps: readonly Step[];
  /** What the command answers once every step is done. */
  readonly answer: unknown;
  /** It was decided from what may not hold later (the time, a lease, an approval): left before its first step, it is given up. */
  readonly fleeting?: boolean;
}

/** One row of `--dry-run`. */
export interface PlanLine {
  readonly op: string;
  readonly summary: string;
  readonly ref?: string;
  readonly path?: string;
  readonly old?: string;
  readonly new?: string;
}

/**
 * How a done step is taken back: by another step; not at all because nothing needs it (`keep`); or, for what others may
 * have seen, by new commits that somebody with knowledge of the records has to make (`forward`).
 */
export type Undo =
  | { readonly how: 'step'; readonly step: Step }
  | { readonly how: 'keep' }
  | { readonly how: 'forward'; readonly remote: string; readonly changes: readonly RefChange[] };

export type Look = 'todo' | 'done' | GitcrqError;

/** What the interpreter knows about one kind of step. `act` need not be atomic: `look` tells what is left to do. */
export interface Kind<S extends Step> {
  look(step: S, repo: Repo): Promise<Result<Look>>;
  act(step: S, repo: Repo): Promise<Result<void>>;
  undo(step: S): Undo;
  say(step: S): readonly PlanLine[];
}
