/** The table of docs/configuration.md: every key that acts, with its default. The text around the table is written by hand. */
import { stringify } from 'yaml';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import { POLICY_KEYS, policyValue } from '../../src/store/policy-edit.ts';
import { code, GENERATED, table } from './markdown.ts';

interface Explained {
  readonly allowed: string;
  readonly what: string;
  /** Said instead of a default that does not fit into a table. */
  readonly instead?: string;
}

/** One entry a key; the page cannot be made for a key without one. */
export const EXPLAINED: Readonly<Record<string, Explained>> = {
  version: { allowed: '`1`', what: 'Version of this format. The only key that must be there.' },
  'adopt.grace_until': {
    allowed: 'a day as `2026-12-05`, or `null`',
    what: 'From this day on (UTC) the commits of branches forked before the adoption are judged like all others. Before it, or with `null`, they count as older than the adoption, unless the history began with it.',
  },
  'crq.prefixes': {
    allowed: 'list of prefixes: capital letters, digits, `_`',
    what: 'Prefixes of ids. The first is the one of new requests and of bare numbers; ids with any of them count as links.',
  },
  'crq.directory': { allowed: 'a folder inside the repository', what: 'Where the files of change requests are.' },
  'crq.born': {
    allowed: '`auto`, `branch`, `base`',
    what: 'Where the file of a new request is committed. `auto`: on a branch of its own if the base is protected, else on the base.',
  },
  'crq.workflow': {
    allowed: '`{states, new, draft, approved, closed}`',
    what: 'States of requests, the steps between them, who may take them, which take commits, and which one `close` sets. See [Workflow](#workflow).',
    instead: 'the seven states of [Workflow](#workflow)',
  },
  'crq.templates': {
    allowed: 'map of name to a path inside the repository',
    what: 'Templates of the team, as files on the base. See [Templates](#templates).',
  },
  'crq.standard': {
    allowed: 'list of `{template, paths}`',
    what: 'Changes that are approved beforehand: of class `standard`, made from the template, within the paths.',
  },
  'branches.base': {
    allowed: 'list of names or globs',
    what: 'Branches that work lands on. The first name without a wildcard is the default base.',
  },
  'branches.protected': {
    allowed: 'list of names or globs, may be empty',
    what: 'Branches that nobody pushes to by hand, and on which records are not edited directly. Only landings move them.',
  },
  'branches.types': {
    allowed: 'list of lower-case words',
    what: 'Types of requests; also the first word of a branch. The first is the default type of `gitcrq start`.',
  },
  'branches.exempt': {
    allowed: 'list of names or globs',
    what: 'Branches that need no request: the naming rules and pre-push leave them alone.',
  },
  'branches.pattern': {
    allowed: '`<type>` and fixed words, then `<ID>-<slug>` or `<ID>`, joined by `/`',
    what: 'Form of a branch name. Types are those of `branches.types`.',
  },
  'branches.max_length': { allowed: '20 to 200', what: 'Longest name of a branch, in characters.' },
  'commits.link': {
    allowed: '`add`, `require`, `off`',
    what: "`add`: the hook adds the trailer of the branch's request, and every commit needs a link. `require`: a link is needed, people write it. `off`: no link is needed.",
  },
  'commits.exempt': {
    allowed: 'list of `{author, paths, until, reason}`',
    what: 'Commits that need no link, by author or by path. See [Exemptions](#exemptions).',
  },
  'commits.one_of_branch': {
    allowed: '`true`, `false`',
    what: 'Is a commit on the branch of a request that is not linked to it an error (`link/wrong-branch`), rather than a warning?',
  },
  rules: {
    allowed: 'map of rule to `error`, `warning`, `off`',
    what: 'Level of single rules, as `rules.link/misplaced: error`. All rules: [rules.md](rules.md).',
  },
  'merge.when': {
    allowed: '`closed`, `approved`',
    what: 'Which state of its request lets a branch land. `approved`: that of `approve --plan` as well, and the landing closes it.',
  },
  'merge.strategy': {
    allowed: '`merge`, `squash`, `rebase`, `ff`',
    what: 'What a landing makes of a branch: a merge commit, one commit with its change, its commits made again on the base, or the branch as it is. `gitcrq merge --strategy` says otherwise for one pass.',
  },
  'merge.requirements': {
    allowed: 'list of `{name, needs, applies_if, min, override}`',
    what: 'What a branch must meet to land. See [Requirements](#requirements).',
    instead: '`closed`, `linked`, `named`, `tidy`, `dependencies`, `tested`',
  },
  'merge.test': {
    allowed: 'a line for `sh`, or `null`',
    what: 'Command that must succeed on the very commit that would land, in a worktree of its own.',
  },
  'merge.test_timeout_s': {
    allowed: '1 to 86400',
    what: 'Seconds after which the test command is stopped, with all that it started, and counts as failed.',
  },
  'merge.window': {
    allowed: '1 to 32',
    what: 'How many candidates are tested side by side, each on top of the one before it and in a worktree of its own. Halved at each failure, and one more at each landing, up to this. `gitcrq merge --window` says otherwise for one pass.',
  },
  'merge.retests': {
    allowed: '0 to 5',
    what: 'How often a test that failed is run again before the failure counts.',
  },
  'merge.delete_branch': {
    allowed: '`true`, `false`',
    what: 'Delete the branch on the remote in the push that lands it.',
  },
  'merge.approvals': {
    allowed: '0 to 20',
    what: 'How many people must have approved the branch as it is, with `gitcrq approve`. See [Trust](#trust).',
  },
  'merge.owners': {
    allowed: 'list of `{paths, approvals_of, count}`',
    what: 'Whose approvals a change of some paths needs. See [Owners](#owners).',
  },
  'merge.freeze': {
    allowed: 'list of `{from, to, reason, branches}`',
    what: 'Times in which nothing lands but emergencies. See [Freeze, window and age](#freeze-window-and-age).',
  },
  'comms.dir': {
    allowed: 'path of a folder, without `..` or `~`, or `null`',
    what: 'Where the mailboxes are: absolute, or in the common git directory. `null`: `gitcrq/comms` there. A folder that several clones share lets them tell each other.',
  },
  'coord.remote': {
    allowed: 'name of a remote, or `null`',
    what: 'The remote that leases are kept on. `null`: the one of the base.',
  },
  'lease.ttl': {
    allowed: '`1s` to `24h`',
    what: 'How long a lease lasts that nothing renews, unless `--ttl` says otherwise.',
  },
  'lease.margin': {
    allowed: '`0s` to `1h`',
    what: 'How much longer others wait before they take a lease that nobody renewed.',
  },
  trust: {
    allowed: 'list of `{name, key, kind, rights}`',
    what: 'Whose signatures are to count, and for what. See [Trust](#trust).',
  },
  tools: {
    allowed: 'map of a name to a profile',
    what: 'Profiles of tools, and changes of the built-in `gemini`, `claude`, `codex` and `opencode`: `gitcrq run NAME` runs by them. See [Tools and credentials](#tools-and-credentials).',
  },
  credentials: {
    allowed: 'map of a name to `{env}`, `{file}` or `{command}`',
    what: 'Where `gitcrq run --credential NAME` finds what it hands over: a variable, a file that its owner alone may read, or what a command prints. See [Tools and credentials](#tools-and-credentials).',
  },
};

const BEGIN = '<!-- begin: keys -->';
const END = '<!-- end: keys -->';

const written = (value: unknown): string =>
  code(stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd());

function row(key: string): readonly string[] {
  const explained = EXPLAINED[key];
  if (explained === undefined) throw new Error(`scripts/docs/configuration.ts explains no key ${key}`);
  const { allowed, what, instead } = explained;
  return [code(key), instead ?? written(unwrap(policyValue(DEFAULT_POLICY, key))), allowed, what];
}

/** The page with its table made anew; `keys` are those of the policy. */
export function configurationPage(now: string | null, keys: readonly string[] = POLICY_KEYS): Promise<string> {
  const [from, to] = [now?.indexOf(BEGIN) ?? -1, now?.indexOf(END) ?? -1];
  if (now === null || from === -1 || to < from) throw new Error(`docs/configuration.md has no ${BEGIN} … ${END}`);
  const rows = table(['key', 'default', 'allowed', 'what it does'], keys.map(row));
  return Promise.resolve(`${now.slice(0, from)}${BEGIN}\n${GENERATED}\n\n${rows}\n${now.slice(to)}`);
}
