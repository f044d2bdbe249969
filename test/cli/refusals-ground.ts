/** Situations that several tests of refusals begin with. */
import type { Fixture } from '../fixture.ts';
import { answer } from './run.ts';

export function commit(at: Fixture, path: string, text: string, dir = at.clone): void {
  at.write(path, text, dir);
  at.git(['add', path], dir);
  at.git(['commit', '--quiet', '-m', `Write ${path}\n\nCRQ: CRQ-2`], dir);
}

/** On the branch of CRQ-2, with a commit of work. */
export function begun(at: Fixture): Fixture {
  answer(at, ['start', 'Add login']);
  commit(at, 'login.txt', 'login\n');
  return at;
}

export const BRANCH = 'feature/CRQ-2-add-login';
