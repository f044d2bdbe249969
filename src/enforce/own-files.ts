/** The files gitcrq itself lives by: requests, the policy, and the attributes that say how git treats requests. */
import { POLICY_FILE } from '../store/basis.ts';

export const ATTRIBUTES = '.gitattributes';

/** Files outside the directory of requests that are guarded, from the top down to it. */
export const guardedPaths = (directory: string): readonly string[] => {
  const steps = directory.split('/').slice(0, -1);
  return [
    POLICY_FILE,
    ATTRIBUTES,
    ...steps.map((_step, index) => [...steps.slice(0, index + 1), ATTRIBUTES].join('/')),
  ];
};

/** Is it a record, or a file that says how records are judged? */
export const isOwnFile = (path: string, directory: string): boolean =>
  path.startsWith(`${directory}/`) || guardedPaths(directory).includes(path);
