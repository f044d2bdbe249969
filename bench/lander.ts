/** One lander as a process: `node bench/lander.ts turns|free`, in the current directory. */
import { landerOf } from '../src/app/lander.ts';
import { wire } from '../src/app/wire.ts';
import { unwrap } from '../src/domain/result.ts';
import { openRepo } from '../src/git/repo.ts';
import { landPass } from '../src/merge/land.ts';
import { loadBasis } from '../src/store/basis.ts';
import { uuidv7 } from '../src/sys/uuid.ts';

const ports = wire({ env: process.env, cwd: process.cwd(), argv: ['merge'], talk: () => {} });
const repo = unwrap(await openRepo(ports, process.cwd()));
const basis = unwrap(await loadBasis(repo));
const request = { key: { argv: ports.argv, gitDir: repo.gitDir }, group: uuidv7(ports), dryRun: false };
const { desk, ...free } = landerOf({ repo, basis, request });
const by = process.argv[2] === 'turns' && desk !== undefined ? { ...free, desk } : free;
unwrap(await landPass(repo, basis, request, 'all', by)).reported();
repo.close();
