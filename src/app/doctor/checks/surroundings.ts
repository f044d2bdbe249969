/** What gitcrq needs around it: an identity to write records with, and a clock that is not behind the history. */
import { identity } from '../../../git/config.ts';
import { asks, type Check, type Found, failed } from '../problem.ts';

const HOUR_S = 3600;

export const surroundings: Check = async ({ repo }) => {
  const found: Found[] = [];
  const person = await identity(repo, 'AUTHOR');
  if (!person.ok) found.push(failed('git/identity', person.error));
  if (repo.head.oid === null) return { found };
  const stamp = await repo.output('reading a date', [
    'log',
    '-1',
    '--no-show-signature',
    '--format=%ct',
    repo.head.oid,
  ]);
  const ahead = stamp.ok ? Number(stamp.value) - repo.ports.clock.now().getTime() / 1000 : 0;
  if (ahead > HOUR_S) {
    const message = `the last commit is ${Math.round(ahead / HOUR_S)} h in the future: the clock of this machine, or of its author's, is wrong`;
    found.push(asks('git/clock', message, 'date'));
  }
  return { found };
};
