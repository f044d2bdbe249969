/** Globs over paths and branch names: `*` stays within a segment, `**` crosses them. */
import picomatch from 'picomatch';

const compiled = new Map<string, (text: string) => boolean>();

/** Brace, extglob and regex syntax are off: a policy must not be able to make matching slow. */
export function matches(glob: string, text: string): boolean {
  let matcher = compiled.get(glob);
  if (matcher === undefined) {
    matcher = picomatch(glob, { dot: true, noextglob: true, nobrace: true, nonegate: true, nobracket: true });
    compiled.set(glob, matcher);
  }
  return matcher(text);
}
