/** Completion as people meet it: their own shell in a real terminal (tmux), the words typed, and the Tab key. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { BIN } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { hasProgram, needs } from '../needs.ts';

interface Terminal {
  /** Types text, or presses keys that tmux knows by name. */
  type(text: string): void;
  press(...keys: readonly string[]): void;
  /** Waits until the screen shows this. */
  shows(pattern: RegExp): Promise<void>;
}

function terminal(at: Fixture, shell: readonly string[]): Terminal {
  const programs = join(at.root, 'bin');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, 'gitcrq'), `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`, { mode: 0o755 });
  const env = { ...at.env, PATH: `${programs}:${at.env['PATH']}`, TERM: 'xterm', LANG: 'C.UTF-8', TMUX: undefined };
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', join(at.root, 'tmux'), '-f', '/dev/null', ...args], {
      cwd: at.clone,
      env,
      encoding: 'utf8',
    });
  tmux('new-session', '-d', '-x', '100', '-y', '30', ...shell);
  onTestFinished(() => void tmux('kill-server'));
  return {
    type: (text) => void tmux('send-keys', '-l', text),
    press: (...keys) => void tmux('send-keys', ...keys),
    async shows(pattern) {
      const until = Date.now() + 20_000;
      while (!pattern.test(tmux('capture-pane', '-p')) && Date.now() < until) await sleep(50);
      expect(tmux('capture-pane', '-p')).toMatch(pattern);
    },
  };
}

const SHELLS: readonly { readonly name: string; readonly start: readonly string[]; readonly set: string }[] = [
  { name: 'bash', start: ['bash', '--norc', '-i'], set: 'PS1=; eval "$(gitcrq completion bash)"' },
  {
    name: 'zsh',
    start: ['zsh', '-f', '-i'],
    set: 'PS1=; autoload -U compinit; compinit -u -D; eval "$(gitcrq completion zsh)"',
  },
  {
    name: 'fish',
    start: ['fish', '--no-config', '--interactive'],
    set: 'function fish_prompt; end; gitcrq completion fish | source',
  },
];

test.for(SHELLS)('$name completes commands, flags, ids and branches', async (shell, context) => {
  needs(context, hasProgram(shell.name) && hasProgram('tmux'), `${shell.name} and tmux`);
  const at = fixture();
  at.git(['branch', 'feature/$(touch${IFS}x)']);
  const shown = terminal(at, shell.start);
  shown.type(`${shell.set}; clear; echo read''y`);
  shown.press('Enter');
  await shown.shows(/^ready/m);
  const completes = async (typed: string, pattern: RegExp): Promise<void> => {
    shown.type(typed);
    shown.press('Tab');
    await shown.shows(pattern);
    shown.press('C-u');
  };
  await completes('gitcrq crq sh', /^gitcrq crq show/m);
  await completes('gitcrq crq show --hist', /^gitcrq crq show --history/m);
  await completes('gitcrq crq show CR', /^gitcrq crq show CRQ-1/m);
  await completes('gitcrq crq move CRQ-1 clo', /^gitcrq crq move CRQ-1 closed/m);
  await completes('gitcrq start --type bug', /^gitcrq start --type bugfix/m);
  // A branch with a trap in its name comes as one quoted word: the command gets the name, and nothing is run.
  shown.type('gitcrq branch check feat');
  shown.press('Tab');
  await shown.shows(/^gitcrq branch check .*touch/m);
  shown.press('Enter');
  await shown.shows(/feature\/\$\(touch\$\{IFS\}x\).*(?:no|not|is)/);
  expect(existsSync(join(at.clone, 'x'))).toBe(false);
});
