/**
 * The surroundings in which a server judges a push. Over a path they come from the pusher, so of git's variables only
 * those stay that receive-pack itself sets for its hooks (git-receive-pack(1), QUARANTINE ENVIRONMENT), and no
 * configuration counts but the repository's own.
 */
import { asStored } from '../../git/altered.ts';
import type { Ports } from '../../sys/ports.ts';

const KEPT: readonly string[] = [
  'GIT_DIR',
  'GIT_QUARANTINE_PATH',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
];

const FIXED = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  // Else the attributes of whoever's home this is could name a merge driver.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.attributesFile',
  GIT_CONFIG_VALUE_0: '/dev/null',
};

export const serverPorts = (ports: Ports): Ports =>
  asStored({
    ...ports,
    env: {
      ...Object.fromEntries(
        Object.entries(ports.env).filter(([name]) => !name.startsWith('GIT_') || KEPT.includes(name)),
      ),
      ...FIXED,
    },
  });
