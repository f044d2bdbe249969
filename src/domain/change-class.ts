/** What teams with change management write into a request: its class, its risk, and when it is to be carried out. */

/** `standard` is approved beforehand, for the templates and paths that the policy names. */
export const CLASSES = ['normal', 'standard', 'emergency', 'latent'] as const;
export type ChangeClass = (typeof CLASSES)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

export const isClass = (text: string): text is ChangeClass => (CLASSES as readonly string[]).includes(text);
export const isRisk = (text: string): text is Risk => (RISKS as readonly string[]).includes(text);

/** A span of time, in milliseconds since 1970. */
export interface Window {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Minutes at least, and a zone, so that it is the same time for everybody (RFC 3339 without seconds). */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970; NaN if it is no such time. */
export const parseTime = (text: string | undefined): number =>
  text !== undefined && TIME.test(text) ? Date.parse(text) : Number.NaN;

/** `2026-12-01T22:00Z/2026-12-02T02:00Z`; null if it is no such span, or ends before it begins. */
export function parseWindow(text: string): Window | null {
  const [from, to, more] = text.split('/');
  const span = { from_ms: parseTime(from), to_ms: parseTime(to) };
  return more === undefined && span.from_ms < span.to_ms ? span : null;
}

export const WINDOW_FORM = '2026-12-01T22:00Z/2026-12-02T02:00Z';
