/**
 * Who is who among authors and approvers. The trust list tells people apart by their keys; beside it there are names and
 * addresses alone, which anybody may claim. In doubt two are the same person: they can ask somebody else.
 */

/** `Name <address>` in small letters. */
function identity(person: string): { readonly name: string; readonly address: string } {
  const [, name = person, address = ''] = /^(.*?)\s*<([^<>]*)>\s*$/.exec(person) ?? [];
  return { name: name.trim().toLowerCase(), address: address.trim().toLowerCase() };
}

/** `listed`: the name that the trust list gives the other one's key. */
export function isSamePerson(one: string, other: string, listed: string | null): boolean {
  const [a, b] = [identity(one), identity(other)];
  if (listed !== null && [a.name, a.address, a.address.split('@')[0]].includes(listed.toLowerCase())) return true;
  return (a.address !== '' && a.address === b.address) || (a.name !== '' && a.name === b.name);
}

/** What of a review's standing says whose it is. */
interface Spoken {
  readonly state: string;
  readonly signer: string | null;
  readonly review: { readonly by: string; readonly key: { readonly id: string } };
}

function isOneVoice(one: Spoken, other: Spoken): boolean {
  if (one.signer !== null && other.signer !== null) return one.signer === other.signer;
  const [a, b] = [one.review, other.review];
  return a.key.id === b.key.id || isSamePerson(a.by, b.by, other.signer) || isSamePerson(b.by, a.by, one.signer);
}

/** People count once, however many keys they have: those of the list by its names, all others by name and address. */
export function voices<S extends Spoken>(all: readonly S[]): readonly S[] {
  let people: readonly (readonly S[])[] = [];
  for (const one of all.filter(({ state }) => state === 'holds')) {
    const isTheirs = (some: readonly S[]): boolean => some.some((other) => isOneVoice(one, other));
    const same = people.filter(isTheirs).flat();
    people = [...people.filter((some) => !isTheirs(some)), [...same, one]];
  }
  return people.flatMap((some) => some.find(({ signer }) => signer !== null) ?? some.slice(0, 1));
}
