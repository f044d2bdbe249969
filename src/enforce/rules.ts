/** The rules of the gate, in the order they are reported. Adding one touches its file, its test, domain/rules.ts and this list. */
import type { Rule } from './rule.ts';
import { branchCaseCollision } from './rules/branch-case-collision.ts';
import { branchName } from './rules/branch-name.ts';
import { branchProtected } from './rules/branch-protected.ts';
import { branchUnknownCrq } from './rules/branch-unknown-crq.ts';
import { crqDanglingRelation } from './rules/crq-dangling-relation.ts';
import { crqDeleted } from './rules/crq-deleted.ts';
import { crqDuplicateId } from './rules/crq-duplicate-id.ts';
import { crqIdMismatch } from './rules/crq-id-mismatch.ts';
import { crqIllegalTransition } from './rules/crq-illegal-transition.ts';
import { crqLeftOpen } from './rules/crq-left-open.ts';
import { crqUnreadable } from './rules/crq-unreadable.ts';
import { fixupUnsquashed } from './rules/fixup-unsquashed.ts';
import { linkMisplaced } from './rules/link-misplaced.ts';
import { linkMissing } from './rules/link-missing.ts';
import { linkNotAccepting } from './rules/link-not-accepting.ts';
import { linkNoteUnreadable } from './rules/link-note-unreadable.ts';
import { linkUnknown } from './rules/link-unknown.ts';
import { linkWrongBranch } from './rules/link-wrong-branch.ts';
import { mergeEvil } from './rules/merge-evil.ts';
import { messageEmptySubject } from './rules/message-empty-subject.ts';
import { policyChanged } from './rules/policy-changed.ts';
import { policyInvalid } from './rules/policy-invalid.ts';
import { policyRemoved } from './rules/policy-removed.ts';
import { refRecord } from './rules/ref-record.ts';
import { refReplace } from './rules/ref-replace.ts';

export const RULES: readonly Rule[] = [
  linkMissing,
  linkUnknown,
  linkNotAccepting,
  linkMisplaced,
  linkWrongBranch,
  linkNoteUnreadable,
  mergeEvil,
  branchName,
  branchUnknownCrq,
  branchCaseCollision,
  branchProtected,
  refRecord,
  refReplace,
  fixupUnsquashed,
  messageEmptySubject,
  crqUnreadable,
  crqIllegalTransition,
  crqIdMismatch,
  crqDuplicateId,
  crqDeleted,
  crqDanglingRelation,
  crqLeftOpen,
  policyChanged,
  policyInvalid,
  policyRemoved,
];
