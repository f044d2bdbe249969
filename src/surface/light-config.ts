/**
 * The few members of oclif's Config that a command and the parser touch. Loading the real one means reading the
 * package, its plugins and every command, which costs more than most commands' work; a test compares both paths.
 */
import type { Config } from '@oclif/core/config';

const members: Pick<Config, 'bin' | 'name' | 'version' | 'topicSeparator' | 'userAgent'> & Record<string, unknown> = {
  bin: 'gitcrq',
  name: 'gitcrq',
  version: '',
  userAgent: 'gitcrq',
  topicSeparator: ' ',
  runHook: async () => ({ successes: [], failures: [] }),
  scopedEnvVar: () => undefined,
  scopedEnvVarKey: (key: string) => `GITCRQ_${key}`,
  scopedEnvVarKeys: () => [],
};

// Config is a class with private members, so no literal can have its type. What is missing here is never touched by
// Command or Parser: test/surface/two-paths.test.ts runs commands both ways.
export const lightConfig = (): Config => ({ ...members }) as unknown as Config;
