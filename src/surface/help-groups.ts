/** How the root help page groups commands: by their first word, in the order a newcomer needs them. */

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Start here', ['start', 'status', 'close', 'undo', 'resume', 'demo']],
  ['Change requests', ['crq', 'trace', 'link', 'branch']],
  ['Merge queue', ['check', 'merge', 'pr']],
  ['Set-up', ['init', 'doctor', 'hooks', 'hook', 'merge-driver', 'config', 'trust', 'schema', 'completion', 'guide']],
  ['Agents', ['run', 'tool', 'pane', 'stage', 'comms', 'agents', 'proc', 'peer', 'coord', 'lease', 'task']],
  ['Look', ['ui', 'top', 'mcp', 'audit']],
];

export interface HelpGroup<C> {
  readonly title: string;
  readonly commands: readonly C[];
}

const firstWord = (id: string): string => id.split(/[: ]/u)[0] ?? id;

/** Groups without a command are left out; a command nobody grouped is still shown. Ids of both separators are taken. */
export function helpGroups<C extends { readonly id: string }>(commands: readonly C[]): readonly HelpGroup<C>[] {
  const ranked = GROUPS.map(([title, words]) => ({
    title,
    commands: words.flatMap((word) => commands.filter(({ id }) => firstWord(id) === word)),
  }));
  const known = new Set(GROUPS.flatMap(([, words]) => words));
  const others = { title: 'More', commands: commands.filter(({ id }) => !known.has(firstWord(id))) };
  return [...ranked, others].filter((group) => group.commands.length > 0);
}
