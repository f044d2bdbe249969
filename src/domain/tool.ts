/** A tool as values: how a program for agents is told what it works for, and where credentials come from. */

/** Words of a command line that belong together. */
export interface ToolWords {
  /** Templates. Where a placeholder has no value, all of them are left out. */
  readonly words: readonly string[];
  /** Flags of the user in whose presence these are left out. */
  readonly unless?: readonly string[] | undefined;
  /** Only if the user's words hold a prompt. */
  readonly prompted?: boolean | undefined;
}

/** What a level of permission is in the tool's own terms. */
export interface ToolLevel {
  readonly words?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Text of a file of the run, whose path is `{file}`. */
  readonly file?: string | undefined;
}

export interface Tool {
  readonly command: string;
  /** They go before the user's words. */
  readonly args: readonly ToolWords[];
  /** Templates; a variable whose placeholder has no value is left out. */
  readonly env: Readonly<Record<string, string>>;
  /** Of several lines; one whose placeholder has no value is left out. Given only beside a prompt. */
  readonly stdin: string | null;
  /** Flags that a prompt follows; none: every call has one. */
  readonly prompt: readonly string[];
  /** Names of those it may receive. */
  readonly credentials: readonly string[];
  readonly permissions: Readonly<Record<string, ToolLevel>>;
  /** Paths in a project that it obeys whatever its permission is. */
  readonly heeds: readonly string[];
  /** Words that make it print its version. */
  readonly version: readonly string[];
  /** Words that go on with the session of a run. */
  readonly resume: readonly string[];
  /** A span of time after which a run is ended, if the user names none. */
  readonly timeout: string | null;
  /** Exit codes of its own, and what they mean. */
  readonly exits: Readonly<Record<string, string>>;
}

/** What a policy says of one: the rest is that of the built-in profile of this name, or empty. */
export type ToolEntry = { readonly [K in keyof Tool]?: Tool[K] | undefined };

export const PLACEHOLDERS = ['project', 'crq', 'branch', 'run', 'storage', 'permission', 'prompt', 'file'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export const EMPTY_TOOL: Omit<Tool, 'command'> = {
  args: [],
  env: {},
  stdin: null,
  prompt: [],
  credentials: [],
  permissions: {},
  heeds: [],
  version: ['--version'],
  resume: [],
  timeout: null,
  exits: {},
};

/** Where the value of a credential is. */
export type CredentialSource =
  | { readonly env: string }
  /** Absolute, or below `~/`; readable by its owner alone. */
  | { readonly file: string }
  | { readonly command: readonly string[] /** A span of time. */; readonly timeout?: string | undefined };
