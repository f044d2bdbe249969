/** The hooks that are installed. Apart from the handlers, so that installing does not load them. */
export const HOOK_NAMES = [
  'prepare-commit-msg',
  'commit-msg',
  'applypatch-msg',
  'post-commit',
  'pre-push',
  'post-merge',
  'post-rewrite',
] as const;
export type HookName = (typeof HOOK_NAMES)[number];
export const isHookName = (name: string): name is HookName => (HOOK_NAMES as readonly string[]).includes(name);

/** The hooks of a server, installed only where somebody asks for them. */
export const SERVER_HOOKS = ['pre-receive'] as const;
export type AnyHook = HookName | (typeof SERVER_HOOKS)[number];

/** The hooks that git hands something on standard input. */
export const READING_HOOKS: readonly string[] = ['pre-push', 'post-rewrite'];
