/** A lander as a process of its own, which kills itself with SIGKILL at the n-th point of its trail. With TURNS=no it waits for nobody. */
import { landerOf } from '../../src/app/lander.ts';
import { wire } from '../../src/app/wire.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { landPass } from '../../src/merge/land.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { uuidv7 } from '../../src/sys/uuid.ts';
import { withoutTurns } from '../merge/turns.ts';

const [cwd = '.', killAt = '', ...ids] = process.argv.slice(2);
let passed = 0;
const trail = {
  at: (point: string) => {
    process.stderr.write(`${point}\n`);
    if (++passed === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
};
const ports = wire({ env: process.env, cwd, argv: ['merge', ...ids], trail, talk: () => {} });
const repo = unwrap(await openRepo(ports, cwd));
const basis = unwrap(await loadBasis(repo));
const request = { key: { argv: ports.argv, gitDir: repo.gitDir }, group: uuidv7(ports), dryRun: false };
const by = (process.env['TURNS'] === 'no' ? withoutTurns : landerOf)({ repo, basis, request });
const done = unwrap(await landPass(repo, basis, request, ids.length === 0 ? 'all' : (ids as CrqId[]), by));
process.stdout.write(`${JSON.stringify(done)}\n`);
done.reported();
repo.close();
