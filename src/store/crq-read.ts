/** Text of a file → change request, or the line and the reason why not. */
import type { CrqId } from '../domain/brand.ts';
import { CLASSES, isClass, isRisk, parseWindow, RISKS, WINDOW_FORM } from '../domain/change-class.ts';
import type { Crq } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { isStatus, statuses, type Workflow } from '../domain/lifecycle.ts';
import { type Field, type FrontMatter, scanFrontMatter, type Unscanned } from './front-matter.ts';

export interface ReadRules {
  readonly prefixes: readonly string[];
  /** The base that a request without `base:` has. */
  readonly base: string;
  readonly workflow: Workflow;
}

export interface ReadCrq {
  readonly crq: Crq;
  readonly front: FrontMatter;
}

/** No honest request is larger; a larger one is listed as unreadable and never parsed. */
export const MAX_CRQ_BYTES = 1 << 20;
export const TOO_LARGE = `it is larger than ${MAX_CRQ_BYTES / 1024} KiB`;

const text = (field: Field | undefined): string =>
  field === undefined ? '' : typeof field.value === 'string' ? field.value : field.value.join(', ');
const items = (field: Field | undefined): readonly string[] =>
  field === undefined || field.value === '' ? [] : typeof field.value === 'string' ? [field.value] : field.value;

/** The keys of teams with change management, or the first that says nothing. An empty value is one not filled in. */
function changeKeys(
  field: (key: string) => Field | undefined,
): Pick<Crq, 'template' | 'class' | 'risk' | 'window'> | Unscanned {
  const [kind, risk, window, template] = ['class', 'risk', 'window', 'template'].map((key) => text(field(key)));
  const wrong = (key: string, value: string | undefined, allowed: string): Unscanned => ({
    line: (field(key)?.from ?? 0) + 1,
    reason: `\`${key}: ${value?.slice(0, 60)}\` is not ${allowed}`,
  });
  if (kind && !isClass(kind)) return wrong('class', kind, `one of ${CLASSES.join(', ')}`);
  if (risk && !isRisk(risk)) return wrong('risk', risk, `one of ${RISKS.join(', ')}`);
  if (window && parseWindow(window) === null) return wrong('window', window, `a span such as ${WINDOW_FORM}`);
  return {
    ...(template ? { template } : {}),
    ...(kind && isClass(kind) ? { class: kind } : {}),
    ...(risk && isRisk(risk) ? { risk } : {}),
    ...(window ? { window } : {}),
  };
}

/** Reads one file. `stem` is the id its name promises. */
export function readCrq(source: string, stem: string, rules: ReadRules): ReadCrq | Unscanned {
  if (source.length > MAX_CRQ_BYTES) return { line: 1, reason: TOO_LARGE };
  const front = scanFrontMatter(source);
  if ('reason' in front) return front;
  const field = (key: string): Field | undefined => front.fields.find((entry) => entry.key === key);
  const missing = (key: string): Unscanned => ({ line: front.end + 1, reason: `it has no \`${key}:\`` });
  const wrong = (at: Field, reason: string): Unscanned => ({ line: at.from + 1, reason });

  const idField = field('id');
  if (idField === undefined) return missing('id');
  const id = parseWrittenId(text(idField), rules.prefixes);
  if (id === null)
    return wrong(idField, `\`${text(idField).slice(0, 40)}\` is no id with a prefix of ${rules.prefixes.join(', ')}`);
  if (id !== stem) return wrong(idField, `its id is ${id}, its name says ${stem}`);
  const statusField = field('status');
  if (statusField === undefined) return missing('status');
  const status = text(statusField);
  if (!isStatus(rules.workflow, status))
    return wrong(statusField, `\`${status.slice(0, 40)}\` is no status; one of ${statuses(rules.workflow).join(', ')}`);
  const titleField = field('title');
  if (titleField === undefined || text(titleField) === '') return missing('title');

  const depends = items(field('depends_on')).map((item) => parseWrittenId(item, rules.prefixes));
  const dependsField = field('depends_on');
  if (dependsField !== undefined && depends.includes(null))
    return wrong(dependsField, 'an entry of `depends_on` is no id');
  const author = text(field('author'));
  const change = changeKeys(field);
  if ('reason' in change) return change;
  return {
    front,
    crq: {
      id,
      title: text(titleField),
      status,
      created: text(field('created')),
      author,
      owner: text(field('owner')) || (/<([^>]*)>/.exec(author)?.[1] ?? author),
      base: text(field('base')) || rules.base,
      priority: text(field('priority')) || 'medium',
      type: text(field('type')) || 'feature',
      labels: items(field('labels')),
      depends_on: depends.filter((item): item is CrqId => item !== null),
      ...change,
    },
  };
}

/** Everything after the front matter, as written. */
export const bodyOf = (front: FrontMatter): string => front.body;
