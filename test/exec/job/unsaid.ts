/** The words of `run` where nothing is said: for tests that call it in their own process. */
import type { RunWords } from '../../../src/app/run/run.ts';

export const UNSAID: Omit<RunWords, 'argv'> = {
  ...{
    crq: undefined,
    branch: undefined,
    worktree: false,
    agent: 'fire',
    session: undefined,
    project: undefined,
    env: [],
  },
  ...{ pane: undefined, permission: undefined, credentials: [], raw: false, storage: undefined, timeout_s: null },
  ...{ replace: false, socket: undefined, detach: false, record: false, watch: null, json: true, begin: () => {} },
};
