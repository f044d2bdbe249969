/** The section of AGENTS.md that tells an agent how to work here. Text outside its two marks is never touched. */
import { join } from 'node:path';
import type { Repo } from '../../git/repo.ts';
import { content, contentAt } from '../../plan/kinds/files.ts';
import type { Step } from '../../plan/step.ts';

export const AGENTS_FILE = 'AGENTS.md';

const [BEGIN, END] = ['<!-- begin: gitcrq -->', '<!-- end: gitcrq -->'];

const SECTION = `${BEGIN}
## Change requests

Every commit in this repository belongs to a change request (\`crqs/<ID>.md\`), and hooks refuse what does not.

- Begin: \`gitcrq start "TITLE"\`, or \`gitcrq start ID\` for one that is there. You are then on its branch; commit there as usual.
- Where am I, and what next: \`gitcrq status --json\`.
- Before you are done: \`gitcrq check\` must exit 0. Every finding and every error names the command that mends it (\`next\`).
- Done: \`gitcrq close -m "what was done"\` asks to land the branch. Do not push or merge to the base yourself.
- A mistake: \`gitcrq undo\`. Something odd: \`gitcrq doctor\`.
- Never use \`--no-verify\` or \`GITCRQ=0\`: the gate judges the same commits again.
${END}`;

/** The text with the section in its place, or at its end. */
export function withAgents(text: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from !== -1 && to > from) return `${text.slice(0, from)}${SECTION}${text.slice(to + END.length)}`;
  const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return `${text}${gap}${SECTION}\n`;
}

/** In a repository that has adopted gitcrq the file is changed in this checkout, to be committed with a change request. */
export function agentsSteps(repo: Repo): readonly Step[] {
  if (repo.workTree === null) return [];
  const path = join(repo.workTree, AGENTS_FILE);
  const from = contentAt(repo, path);
  if (from?.link === true) return [];
  const old = from === null ? '' : Buffer.from(from.base64, 'base64').toString('utf8');
  const text = withAgents(old);
  return text === old ? [] : [{ kind: 'files', files: [{ path, from, to: content(text, from?.mode ?? 0o644) }] }];
}
