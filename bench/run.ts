/** Runs every benchmark beside its baseline; fails when one is over its limit. Run by `npm run bench [-- NAME…]`. */
import { check } from './check.ts';
import { crqList } from './crq-list.ts';
import { history } from './history.ts';
import { hooks } from './hooks.ts';
import { importing } from './import.ts';
import { landers } from './landers.ts';
import { landing } from './landing.ts';
import { leases } from './leases.ts';
import { paneStart } from './pane-start.ts';
import { checkPeers, crqPeers } from './peers.ts';
import { prune } from './prune.ts';
import { questions } from './questions.ts';
import { record } from './record.ts';
import { server } from './server.ts';
import { signatures } from './signatures.ts';
import { startUp } from './start-up.ts';
import { warning } from './warning.ts';
import { window } from './window.ts';

const BENCHMARKS: readonly (readonly [string, () => boolean | Promise<boolean>])[] = [
  ['start-up', startUp],
  ['questions', questions],
  ['crq-list', crqList],
  ['history', history],
  ['crq', crqPeers],
  ['check', check],
  ['prune', prune],
  ['import', importing],
  ['pane-start', paneStart],
  ['record', record],
  ['server', server],
  ['hooks', hooks],
  ['warning', warning],
  ['signatures', signatures],
  ['leases', leases],
  ['landing', landing],
  ['landers', landers],
  ['window', window],
];

const wanted = process.argv.slice(2);

for (const [name, run] of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  if (!(await run())) process.exitCode = 1;
  if (name === 'check') checkPeers();
}
