/**
 * gitcrq with a trail that kills: SIGKILL at the point numbered FAULT_AT, counted from 1. The names of the points passed
 * are appended to FAULT_LOG.
 */
import { appendFileSync } from 'node:fs';
import { ambient } from '../../src/app/session.ts';
import { table } from '../../src/commands.gen.ts';
import { main } from '../../src/main.ts';

const killAt = Number(process.env['FAULT_AT'] ?? 0);
const log = process.env['FAULT_LOG'];
let passed = 0;
const trail = {
  at(point: string): void {
    if (log !== undefined) appendFileSync(log, `${point}\n`);
    if (++passed === killAt) process.kill(process.pid, 'SIGKILL');
  },
};
await main({ argv: process.argv.slice(2), ...ambient(), trail }, { table, version: '0.0.0', commandsFile: () => '' });
