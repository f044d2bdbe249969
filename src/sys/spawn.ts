/** The Node implementation of running a program: no shell, a list of words, everything it says collected. */
import { spawn } from 'node:child_process';
import type { Spawn } from './ports.ts';

export const nodeSpawn: Spawn = {
  run: (program, words, { cwd, env, input, limit_ms }) =>
    new Promise((resolve) => {
      const child = spawn(program, words, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      // A program that ends early closes its input; its exit code says so better than EPIPE does.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      let late = false;
      const timer =
        limit_ms !== undefined &&
        setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
          // What it started may hold them open.
          child.stdout.destroy();
          child.stderr.destroy();
        }, limit_ms);
      child.once('error', () => resolve(null));
      child.once('close', (code) => {
        if (timer) clearTimeout(timer);
        const stderr = Buffer.concat(err).toString('utf8');
        resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr, late });
      });
    }),
};
