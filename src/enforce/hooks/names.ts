/** The hooks that are installed. Apart from the handlers, so that installing does not load them. */
export const HOOK_NAMES = ['prepare-commit-msg', 'commit-msg', 'pre-push'] as const;
export type HookName = (typeof HOOK_NAMES)[number];
export const isHookName = (name: string): name is HookName => (HOOK_NAMES as readonly string[]).includes(name);
