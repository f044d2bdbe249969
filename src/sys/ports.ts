/**
 * The effects every room asks for instead of reaching for Node. Passed in as one record, so that a test runs real git
 * with a fake clock, and a fault test dies at a named point.
 */

export interface Clock {
  now(): Date;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonic_ms(): number;
  /**
   * Milliseconds since the machine started, also those it slept; processes of one machine agree on them, to some 10 ms.
   * It never jumps with the time of day.
   */
  boot_ms(): number;
  /** `idle`: if nothing else is left to do, the process need not wait for it. */
  sleep(ms: number, idle?: boolean): Promise<void>;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** A whole number in [0, below). */
  int(below: number): number;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly mtime_ms: number;
}

/**
 * Small files, synchronously: a command reads a handful of them and the thread pool costs more than the reads.
 * Reading answers null where nothing is there; every other failure throws the system's error (with `code`).
 */
export interface Files {
  read(path: string): Uint8Array | null;
  readText(path: string): string | null;
  stat(path: string): FileStat | null;
  list(path: string): readonly string[];
  mkdir(path: string, mode?: number): void;
  /** Writes beside the target, flushes, renames over it: readers see the old bytes or the new ones. */
  writeAtomic(path: string, bytes: Uint8Array | string, mode?: number): void;
  /** As writeAtomic, without waiting for the disk: for what may be lost, or empty, after the power fails. */
  writeUnsynced(path: string, bytes: Uint8Array | string): void;
  /** Creates the file with exactly these bytes, or answers false if something is there already. */
  create(path: string, bytes: Uint8Array | string, mode?: number): boolean;
  /** As create, without waiting for the disk: for content that is named by its own hash. */
  createUnsynced(path: string, bytes: Uint8Array, mode: number): boolean;
  /** What a symbolic link points at, as written; null if the path is no link. */
  linkTarget(path: string): string | null;
  /** Puts a symbolic link at the path, in place of whatever file or link is there. */
  writeLink(path: string, target: string): void;
  append(path: string, text: string): void;
  rename(from: string, to: string): void;
  /** Waits until the disk has the names in a folder, where the system can. */
  syncFolder(path: string): void;
  remove(path: string): void;
  /** Removes a folder that gitcrq made, with everything in it. */
  removeTree(path: string): void;
  /** Removes a folder if it is empty; answers whether it did. */
  removeEmpty(path: string): boolean;
  /** May this process write into the folder, as far as the system can tell beforehand? */
  isWritable(path: string): boolean;
  chmod(path: string, mode: number): void;
  realpath(path: string): string;
}

/** What another process of this machine is, well enough to tell it from a later one with the same pid. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in the kernel's own units, or '' where the system does not tell. */
  readonly start: string;
  readonly boot: string;
  readonly host: string;
}

export interface Processes {
  self(): ProcessId;
  /** False only if that very process is certainly gone; a process of another host counts as alive. */
  alive(id: ProcessId): boolean;
  /** The words of the processes that called this one, nearest first; none where the system does not tell. */
  callers(): readonly (readonly string[])[];
}

/** What a program said and how it ended; 128 if a signal ended it. */
export interface Ran {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** Its time was over, and it was killed. */
  readonly late: boolean;
}

/** Programs of somebody else, other than git. */
export interface Spawn {
  /** Runs it to its end, with `input` on its standard input; null if it cannot be started. */
  run(
    program: string,
    words: readonly string[],
    options: {
      readonly cwd: string;
      readonly env: Ports['env'];
      readonly input: Uint8Array;
      /** It is killed after that. */
      readonly limit_ms?: number;
    },
  ): Promise<Ran | null>;
}

/** Named points a changing operation passes. A fault test kills the process at one of them. */
export interface Trail {
  at(point: string): void;
}

/** How far a long piece of work is. */
export interface Progress {
  /** What is counted: `commits read`. */
  readonly what: string;
  readonly done: number;
  /** Left out where nobody knows. */
  readonly total?: number;
}

/** Talk for people while a command works; never data. */
export interface Out {
  /** May be called as often as there is anything to tell; shown on a terminal, and only if it takes long. */
  progress(progress: Progress): void;
  note(text: string): void;
  warn(text: string): void;
  verbose(text: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly processes: Processes;
  readonly spawn: Spawn;
  readonly trail: Trail;
  readonly out: Out;
  /** The environment that child processes get; read once by `app`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
