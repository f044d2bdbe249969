/** What a new request begins with: keys beside the usual ones, and the headings of its text. */

export interface Template {
  /** In the order in which they are written. A list is for `labels`. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
  /** The text below the title. */
  readonly body: string;
}

/** The template without a name. */
export const DEFAULT_TEMPLATE = 'default';

const headings = (...names: readonly string[]): string => names.map((name) => `## ${name}\n`).join('\n');

const USUAL_SECTIONS = ['Purpose', 'Scope', 'Requirements', 'Approach', 'Relations', 'Verification'];

/** The text of a request that nobody wrote one for. */
export const DEFAULT_BODY = headings(...USUAL_SECTIONS);

/** Those that every repository has; a policy may put others in their place. */
export const BUILT_IN: Readonly<Record<string, Template>> = {
  [DEFAULT_TEMPLATE]: {
    keys: {},
    body: DEFAULT_BODY,
  },
  change: {
    keys: { class: 'normal', risk: 'medium', window: '' },
    body: headings(...USUAL_SECTIONS, 'Risk', 'Backout', 'Review'),
  },
  emergency: {
    keys: { priority: 'critical', class: 'emergency', risk: 'high', window: '' },
    body: headings('Purpose', 'Scope', 'Approach', 'Relations', 'Verification', 'Risk', 'Backout', 'Review'),
  },
};

export const isTemplateName = (text: string): boolean => /^[a-z][a-z0-9-]{0,31}$/.test(text);
