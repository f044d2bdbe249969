/** The ids of the rules of `check`: stable, so that policies, reports and documents can name them. */

export const RULE_IDS = [
  'link/missing',
  'link/unknown',
  'link/not-accepting',
  'link/misplaced',
  'link/wrong-branch',
  'link/note-unreadable',
  'merge/evil',
  'branch/name',
  'branch/unknown-crq',
  'branch/case-collision',
  'branch/protected',
  'ref/record',
  'ref/replace',
  'fixup/unsquashed',
  'message/empty-subject',
  'crq/unreadable',
  'crq/illegal-transition',
  'crq/id-mismatch',
  'crq/duplicate-id',
  'crq/deleted',
  'crq/dangling-relation',
  'crq/left-open',
  'policy/changed',
  'policy/invalid',
  'policy/removed',
] as const;

export type RuleId = (typeof RULE_IDS)[number];
