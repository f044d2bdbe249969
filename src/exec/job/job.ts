/** A run as values: what was asked for, as `job.json` keeps it, and how it stands. */
import type { Oid } from '../../domain/brand.ts';

/** Where a run takes place: in this process's own terminal, or in a pane. */
export type Place =
  | { readonly mode: 'here' }
  | {
      /** `shell`: beneath the idle shell of the pane, which lives on. */
      readonly mode: 'new' | 'replace' | 'shell';
      /** `%N`, as good as the server it belongs to lives. */
      readonly pane: string;
      readonly socket: string | null;
      /** Process id and start of the tmux server. */
      readonly server: string;
    };

/** What `job.json` holds. Never a value of an environment variable or of a credential. */
export interface Job {
  readonly schema: 'gitcrq.job/1';
  readonly run: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** RFC 3339. */
  readonly at: string;
  /** Milliseconds since 1970. */
  readonly at_ms: number;
  /** Start of the machine, and its name: a process id means nothing elsewhere. */
  readonly boot: string;
  readonly host: string;
  readonly agent: string;
  readonly project: string;
  readonly crq: string | null;
  readonly branch: string | null;
  /** The commit that was checked out when it began. */
  readonly head: Oid | null;
  readonly worktree: string | null;
  readonly tool: string | null;
  /** What the tool means by exit codes of its own. */
  readonly exits?: Readonly<Record<string, string>>;
  readonly permission: string | null;
  readonly place: Place;
  readonly record: boolean;
  readonly timeout_s: number | null;
  /** Names. */
  readonly env: readonly string[];
  readonly credentials: readonly string[];
}

/** `lost`: its process is gone and nobody wrote how it ended. Never taken for success. */
export type RunState = 'started' | 'done' | 'lost' | 'timeout' | 'stopped';

export interface Standing {
  readonly state: RunState;
  /** As a shell says it: 128+n for a signal; null while there is none. */
  readonly exit: number | null;
  /** Name of the signal that such an exit stands for. */
  readonly signal: string | null;
  /** Milliseconds since 1970. */
  readonly ended_ms: number | null;
  /** Process id of the wrapper; null before it began. */
  readonly pid: number | null;
}

export interface Recorded {
  /** Log and cast hold every byte that it showed. */
  readonly complete: boolean;
  readonly why: string | null;
}

export interface Run {
  readonly job: Job;
  readonly dir: string;
  readonly standing: Standing;
  /** Null where nothing is recorded, and before the end. */
  readonly recorded: Recorded | null;
  /** On another machine than this one: only its files tell of it. */
  readonly elsewhere: boolean;
}
