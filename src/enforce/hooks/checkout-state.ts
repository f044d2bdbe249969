/**
 * What state a request has for a commit that is being made: by the file in the checkout, which costs no git; where that
 * does not settle it, by the last commit and the base. `check` judges trees and has the last word.
 */
import { join } from 'node:path';
import type { CrqId } from '../../domain/brand.ts';
import { type Crq, crqPath } from '../../domain/crq.ts';
import { acceptsCommits } from '../../domain/lifecycle.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';
import { readRules } from '../../store/crq-load.ts';
import { readCrq } from '../../store/crq-read.ts';
import { crqStates } from '../states.ts';

export type CheckoutState =
  | { readonly kind: 'accepting' }
  | { readonly kind: 'refusing'; readonly crq: Crq }
  | { readonly kind: 'unreadable'; readonly path: string; readonly line: number; readonly reason: string }
  | { readonly kind: 'unknown' };

const judged = (basis: Basis, crq: Crq): CheckoutState =>
  acceptsCommits(basis.policy.crq.workflow, crq.status) ? { kind: 'accepting' } : { kind: 'refusing', crq };

/**
 * The front matter as the `read` of a shell sees it: NUL bytes are dropped, and what stands below is not looked at. Both
 * engines of the hooks must answer alike; `check` reads the whole record.
 */
function headOf(text: string): string {
  const end = text.indexOf('\n---\n', 3);
  return (end === -1 ? text : text.slice(0, end + 5)).replaceAll('\0', '');
}

function inCheckout(repo: Repo, basis: Basis, id: CrqId): CheckoutState {
  const path = crqPath(basis.policy.crq.directory, id);
  const { files } = repo.ports;
  const place = repo.workTree === null ? null : join(repo.workTree, path);
  const kind = place === null ? undefined : files.stat(place)?.kind;
  // A pipe would keep the commit waiting for ever.
  if (kind === 'directory' || kind === 'other') return { kind: 'unreadable', path, line: 1, reason: 'it is no file' };
  const text = place === null ? null : files.readText(place);
  if (text === null) return { kind: 'unknown' };
  const read = readCrq(headOf(text), id, readRules(basis));
  return 'reason' in read ? { kind: 'unreadable', path, ...read } : judged(basis, read.crq);
}

export async function checkoutState(repo: Repo, basis: Basis, id: CrqId): Promise<CheckoutState> {
  const here = inCheckout(repo, basis, id);
  if (here.kind === 'accepting' || here.kind === 'unreadable') return here;
  const states = crqStates(repo, basis);
  const revisions = [repo.head.oid, ...(here.kind === 'unknown' ? [basis.tip, basis.seen] : [])];
  for (const revision of revisions) {
    const state = revision === null ? null : await states.at(revision, id);
    if (state?.kind !== 'read') continue;
    if (here.kind === 'unknown') return judged(basis, state.crq);
    // A commit that moves the request belongs to it, whatever it moves it to: `check` judges the step.
    return state.crq.status === here.crq.status ? here : { kind: 'accepting' };
  }
  return here;
}
