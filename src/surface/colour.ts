/**
 * Whether a stream gets colours. As Node does it: the flag, then FORCE_COLOR, then NO_COLOR, then whether a person
 * looks at it; CI counts as nobody looking (https://no-color.org, https://force-color.org).
 */

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

export function colourOn(env: Readonly<Record<string, string | undefined>>, off: boolean, terminal: boolean): boolean {
  if (off) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (isSet(env['NO_COLOR']) || isSet(env['CI']) || env['TERM'] === 'dumb') return false;
  return terminal;
}
