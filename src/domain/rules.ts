/** The ids of the rules of `check`: stable, so that policies, reports and documents can name them. */

export const RULE_IDS = [
  'link/missing',
  'link/unknown',
  'link/not-accepting',
  'link/misplaced',
  'link/note-unreadable',
  'merge/evil',
  'branch/name',
  'branch/unknown-crq',
  'branch/protected',
  'ref/record',
  'ref/replace',
  'fixup/unsquashed',
  'message/empty-subject',
  'crq/unreadable',
  'crq/illegal-transition',
  'crq/id-mismatch',
  'crq/deleted',
  'crq/dangling-relation',
  'policy/invalid',
  'policy/removed',
] as const;

export type RuleId = (typeof RULE_IDS)[number];
