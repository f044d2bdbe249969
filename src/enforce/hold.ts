/**
 * Between the rules and whoever takes their findings. The remote is asked for newer links by notes while commits are
 * judged already; until it has answered, findings are held back, so that none is told that newer notes would take away.
 */
import { once } from '../domain/once.ts';
import type { Result } from '../domain/result.ts';
import type { Finding } from './rule.ts';

/** Is given findings as they are made. */
export type Take = (findings: readonly Finding[]) => void | Promise<void>;

/** Answers false if newer notes have come, and everything has to be judged anew. Throws GitcrqError. */
export type Hold = (findings: readonly Finding[]) => Promise<boolean>;

/**
 * `fetch` answers whether newer notes came; `end` waits for it and gives what is still held. `lazily`: it is asked only
 * where there is something to hold.
 */
export function holding(
  fetch: () => Promise<Result<boolean>>,
  take: Take,
  lazily: boolean,
): { readonly hold: Hold; readonly end: () => Promise<boolean> } {
  let held: Finding[] = [];
  let answered = false;
  const asked = once(async () => {
    const fetched = await fetch();
    answered = true;
    return fetched;
  });
  if (!lazily) void asked();
  const end = async (): Promise<boolean> => {
    if (lazily && held.length === 0) return true;
    const fetched = await asked();
    if (!fetched.ok) throw fetched.error;
    if (fetched.value) return false;
    const some = held;
    held = [];
    if (some.length > 0) await take(some);
    return true;
  };
  const hold: Hold = async (findings) => {
    for (const finding of findings) held.push(finding);
    return answered ? end() : true;
  };
  return { hold, end };
}
