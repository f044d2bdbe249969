/** Every published schema by its name: the formats people write, and the `data` of every command's --json. */
import type * as z from 'zod/mini';
import * as app from '../app/schema.ts';
import * as crq from '../crq/schema.ts';
import * as enforce from '../enforce/schema.ts';
import * as merge from '../merge/schema.ts';
import { planSchema } from '../plan/schema.ts';
import { policySchema } from '../store/policy-schema.ts';

export const SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = {
  policy: policySchema,
  crq: crq.frontMatterSchema,
  'dry-run': planSchema,
  init: app.initSchema,
  doctor: app.doctorSchema,
  start: crq.startSchema,
  status: app.statusSchema,
  close: merge.closeSchema,
  undo: app.undoSchema,
  'undo --list': app.undoListSchema,
  resume: app.resumeSchema,
  demo: app.demoSchema,
  'crq new': crq.crqNewSchema,
  'crq list': crq.crqListSchema,
  'crq show': crq.crqShowSchema,
  'crq history': crq.crqHistorySchema,
  'crq set': crq.editSchema,
  'crq edit': crq.editSchema,
  'crq comment': crq.commentSchema,
  'crq move': crq.editSchema,
  'crq approve': crq.editSchema,
  'crq reject': crq.editSchema,
  'crq defer': crq.editSchema,
  'crq cancel': crq.editSchema,
  'crq reopen': crq.editSchema,
  'branch new': crq.branchNewSchema,
  'branch rename': crq.branchRenameSchema,
  'branch delete': crq.branchDeleteSchema,
  'branch prune': crq.branchPruneSchema,
  'branch list': crq.branchListSchema,
  'branch check': crq.branchCheckSchema,
  check: enforce.checkSchema,
  trace: enforce.traceSchema,
  'link add': enforce.linkChangeSchema,
  'link list': enforce.linkListSchema,
  'link prune': enforce.linkChangeSchema,
  'hooks install': enforce.hooksChangedSchema,
  'hooks uninstall': enforce.hooksChangedSchema,
  'hooks status': enforce.hooksStatusSchema,
  merge: merge.mergeSchema,
  'merge explain': merge.mergeExplainSchema,
  'merge status': merge.mergeStatusSchema,
  'merge log': merge.mergeLogSchema,
  'config get': app.configGetSchema,
  'config set': app.configSetSchema,
  'config check': app.configCheckSchema,
  completion: app.completionSchema,
  guide: app.guideSchema,
};
