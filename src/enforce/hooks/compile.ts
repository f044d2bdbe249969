/**
 * The policy as the stubs read it: lines for `read`, in `<common directory>/gitcrq/hooks.policy`. It is data and never
 * sourced, since a policy comes with a fetch. The file says what it was made from, so that hooks/accept.sh can tell by
 * itself whether that still holds; where it cannot, Node is asked, and Node writes the file again. Deleting it costs
 * nothing but time.
 */
import { isAbsolute, join, resolve } from 'node:path';
import { branchCrq } from '../../domain/branch-name.ts';
import { acceptsCommits, statuses } from '../../domain/lifecycle.ts';
import { trackingRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';
import { branchNotes, notedBranches, notedCrq } from '../../store/branch-of.ts';
import { LINKS_REF, RUNS_REF } from '../../store/notes.ts';

const FIRST = 'gitcrq-policy 2';
/** Nothing is accepted by the stubs, and everything comes to Node. */
const UNSURE = 'gitcrq-policy 0\n';

export const compiledPath = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'hooks.policy');

/** Which configuration git reads (git-config(1), FILES and ENVIRONMENT). */
const SURROUNDINGS = ['HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'];
const surroundings = ({ ports: { env } }: Repo): string => SURROUNDINGS.map((name) => env[name] ?? '').join('|');

/**
 * A pattern of `case` that matches at least what the glob matches: there `*` does not stop at a slash. Shells match by
 * trying, so a pattern with many stars could be made to hang.
 */
function shellPattern(glob: string): string | null {
  // `**` may stand for nothing, with its slash.
  const pattern = glob.replace(/(?:^|\/)\*\*(?:\/|$)/g, '*').replace(/\*{2,}/g, '*');
  return /^[A-Za-z0-9_./*?-]+$/.test(pattern) && pattern.split('*').length <= 3 ? pattern : null;
}

/** `CRQ` → `[cC][rR][qQ]-*`: what a subject begins with if an id may lead it. */
const leading = (prefix: string): string =>
  `${[...prefix].map((sign) => (/[A-Z]/.test(sign) ? `[${sign.toLowerCase()}${sign}]` : sign)).join('')}-*`;

interface Configured {
  readonly files: readonly string[];
  /** False where git may drop lines that the stubs take for text, or keeps refs elsewhere than in files. */
  readonly plain: boolean;
}

/** The files git reads its configuration from, those that are not there yet included, and what they say of clean-up and refs. */
async function configured(repo: Repo): Promise<Configured | null> {
  const said = await repo.output('git config', ['config', '--list', '-z', '--show-origin']);
  if (!said.ok) return null;
  const parts = said.value.split('\0');
  const files = new Set<string>();
  const last = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [origin = '', entry = ''] = [parts[at], parts[at + 1]];
    const path = origin.startsWith('file:') ? origin.slice('file:'.length) : '';
    if (path !== '') files.add(isAbsolute(path) ? path : resolve(repo.workTree ?? repo.gitDir, path));
    const end = entry.indexOf('\n');
    if (end !== -1) last.set(entry.slice(0, end), entry.slice(end + 1));
  }
  const home = repo.ports.env['HOME'] ?? '';
  const xdg = repo.ports.env['XDG_CONFIG_HOME'] || join(home, '.config');
  for (const usual of [join(home, '.gitconfig'), join(xdg, 'git', 'config')]) files.add(usual);
  files.add(join(repo.commonDir, 'config')).add(join(repo.gitDir, 'config.worktree'));
  const comment = last.get('core.commentstring') ?? last.get('core.commentchar') ?? '#';
  const refs = last.get('extensions.refstorage')?.toLowerCase() ?? 'files';
  const kept = last.get('commit.cleanup') !== 'strip' || comment === '#';
  return { files: [...files], plain: kept && refs === 'files' };
}

/** Names of branches that belong to another request than their name says. */
async function renamed(repo: Repo, basis: Basis): Promise<readonly string[] | null> {
  const notes = await branchNotes(repo, basis);
  if (!notes.ok) return null;
  return notedBranches(notes.value).filter(
    (name) => notedCrq(basis, notes.value, name) !== branchCrq(name, basis.policy.crq.prefixes),
  );
}

/** Where a ref's value really stands: a symbolic ref leads to another file. */
function resolved(repo: Repo, ref: string): string {
  const text = repo.ports.files.readText(join(repo.commonDir, ref));
  return text?.startsWith('ref: ') ? text.slice('ref: '.length).trim() : ref;
}

async function compiled(repo: Repo, basis: Basis): Promise<string | null> {
  if (basis.source === null) return null;
  const { files } = repo.ports;
  const ref = resolved(repo, basis.source.ref);
  const [tip, config, others, ...notes] = await Promise.all([
    repo.reader.info(ref),
    configured(repo),
    renamed(repo, basis),
    repo.reader.info(LINKS_REF),
    repo.reader.info(RUNS_REF),
  ]);
  const { crq, branches, commits } = basis.policy;
  const bases = [...new Set([basis.base, ...branches.base])].map(shellPattern);
  if (tip?.oid !== basis.source.oid || others === null || config?.plain !== true || bases.includes(null)) return null;
  const loose = files.stat(join(repo.commonDir, ref)) !== null;
  const shared = basis.remote === null ? [] : [join(repo.commonDir, trackingRef(basis.remote, 'HEAD'))];
  const watched = [...config.files, ...shared, join(repo.commonDir, 'packed-refs')];
  const lines = [
    FIRST,
    surroundings(repo),
    `${ref} ${loose ? 'loose' : 'packed'} ${tip.oid}`,
    basis.adopted ? commits.link : 'none',
    crq.directory,
    crq.prefixes.join(' '),
    crq.prefixes.map(leading).join(' '),
    statuses(crq.workflow)
      .filter((status) => acceptsCommits(crq.workflow, status))
      .join(' '),
    bases.join(' '),
    others.join(' '),
    `${basis.remote ?? '-'} ${notes.every((ref) => ref === null) ? 'no' : 'yes'} ${commits.one_of_branch ? 'own' : 'any'}`,
    ...watched.map((path) => `${files.stat(path) === null ? '-' : '+'}${path}`),
  ];
  return lines.some((line) => /[\n\r]/.test(line)) ? null : `${lines.join('\n')}\n`;
}

/** Some shells compare no finer. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Would the stubs, too, find that all it was made from is unchanged? */
function isFresh(repo: Repo, basis: Basis, text: string): boolean {
  const { files } = repo.ports;
  const written = files.stat(compiledPath(repo))?.mtime_ms ?? 0;
  const [first, around, source = '', ...rest] = text.split('\n');
  if (first !== FIRST || around !== surroundings(repo) || basis.source === null) return false;
  const [ref = '', place, oid] = source.split(' ');
  const loose = files.readText(join(repo.commonDir, ref))?.trim() ?? null;
  if (ref !== resolved(repo, basis.source.ref) || (loose === null ? place !== 'packed' : loose !== oid)) return false;
  return rest.slice(8, -1).every((line) => {
    const stat = files.stat(line.slice(1));
    return stat === null ? line.startsWith('-') : line.startsWith('+') && seconds(stat.mtime_ms) < seconds(written);
  });
}

/** Writes the compiled policy if it is not that of now. Never fails: where it cannot be written, hooks are only slower. */
export async function compilePolicy(repo: Repo, basis: Basis): Promise<void> {
  const { files } = repo.ports;
  const path = compiledPath(repo);
  const before = files.readText(path);
  if (before !== null && isFresh(repo, basis, before)) return;
  const text = (await compiled(repo, basis)) ?? UNSURE;
  if (text === UNSURE && before === UNSURE) return;
  try {
    files.writeAtomic(path, text, 0o600);
  } catch {
    // A git directory that cannot be written.
  }
}
