/** docs/errors.md: every error code, from the registries of the rooms. */
import type { ExitCode } from '../../src/domain/error.ts';
import { ALL_ERRORS } from '../../src/surface/error-registry.ts';
import { code, GENERATED, page, prose, table } from './markdown.ts';

/** What an exit code tells a script. */
export const EXITS: Readonly<Record<ExitCode, string>> = {
  0: 'done, or yes',
  1: 'findings, or a negative answer: the question was answered',
  2: 'wrong usage',
  3: 'cannot judge or run here: shallow clone, missing tool or right, broken policy',
  4: 'not found',
  5: 'conflict, or a race that was lost',
  6: 'refused by policy or lifecycle',
  7: 'the remote or the network',
  8: 'stopped half-way; `gitcrq resume` goes on',
  70: 'a bug in gitcrq',
  130: 'interrupted',
};

const INTRO = `Every failure has a code that never changes, an exit code, what happened, why, and the command to run next:

\`\`\`text
error CRQ_NOT_FOUND: there is no CRQ-24; did you mean CRQ-2?
why: No change request of that id is on the base or on a branch of its own.
next: gitcrq crq show CRQ-2
\`\`\`

With \`--json\` the same is one document on standard output:

\`\`\`json
{"schemaVersion":1,"ok":false,"exit":4,"error":{"code":"CRQ_NOT_FOUND","message":"…","why":"…","next":["…"]}}
\`\`\`

The message and the next commands depend on the case and are not listed here.`;

export function errorsPage(): Promise<string> {
  const exits = table(
    ['exit', 'meaning'],
    Object.entries(EXITS).map(([exit, meaning]) => [exit, meaning]),
  );
  const entries = ALL_ERRORS.map((error) =>
    page([
      `### ${error.code}`,
      prose(error.why),
      `Exit ${error.exit} · declared in ${code(`src/${error.room}/`)}`,
    ]).trimEnd(),
  );
  return Promise.resolve(
    page(['# Errors', GENERATED, INTRO, '## Exit codes', exits, `## Codes (${ALL_ERRORS.length})`, ...entries]),
  );
}
