/** What a landing went against, as its entry in the queue's log says it: one trailer a requirement, and one signature. */
import { type Message, trailerValues } from '../domain/message.ts';

export interface Override {
  /** Requirements by their names in the policy. */
  readonly names: readonly string[];
  /** One line. */
  readonly reason: string;
  /** The key of whoever decided so, as its fingerprint. */
  readonly key: string;
  /** In base64, over what the entry tells and what is said here. */
  readonly signature: string;
}

export const overrideTrailers = (override: Override | undefined): readonly (readonly [string, string])[] =>
  override === undefined
    ? []
    : [
        ...override.names.map((name) => ['Override', `${name} ${override.key} ${override.reason}`] as const),
        ['Override-Signature', override.signature],
      ];

/** undefined: it went against nothing. What cannot be read is an override that nobody signed, never none. */
export function readOverride(message: Message): Override | undefined {
  const lines = trailerValues(message, 'Override').map(
    (line) => /^(\S+) (\S+) (.+)$/.exec(line) ?? [line, line, '', ''],
  );
  const [first] = lines;
  if (first === undefined) return undefined;
  return {
    names: lines.map(([, name = '']) => name),
    key: first[2] ?? '',
    reason: first[3] ?? '',
    signature: trailerValues(message, 'Override-Signature')[0] ?? '',
  };
}
