/** A refusal as a person reads it between git's own lines: the rule, what it is about, why, and what to type next. */
import type { Ink } from '../ink.ts';
import type { HookVerdict, Refusal } from './hook.ts';

const refusalText = ({ rule, text, why, next }: Refusal, ink: Ink): string =>
  [
    `${ink.bad('refused')} ${ink.strong(rule)}: ${text}`,
    `  why: ${why}`,
    ...next.map((command) => `  next: ${command}`),
  ].join('\n');

export const verdictText = ({ refusals, warnings, notes = [] }: HookVerdict, ink: Ink): string =>
  [
    ...notes,
    ...warnings.map((warning) => `${ink.warn('warning')} ${warning}`),
    ...refusals.map((refusal) => refusalText(refusal, ink)),
  ].join('\n');
