/** Text of `gitcrq.yaml` → policy, or every mistake with its line, its key and what is allowed there. */
import { LineCounter, parseDocument } from 'yaml';
import { nearest } from '../domain/distance.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { RULE_IDS } from '../domain/rules.ts';
import { BUILT_IN, isTemplateName } from '../domain/template.ts';
import { keyText } from '../domain/trust.ts';
import { POLICY_INVALID } from './errors.ts';
import { mergeMistakes } from './policy-merge.ts';
import { type PolicyFile, policySchema } from './policy-schema.ts';
import { workflowMistakes, workflowOf } from './policy-workflow.ts';
import { explainIssue, placeAt, type YamlPath } from './yaml-mistakes.ts';

export interface PolicyMistake {
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number;
  /** 1-based; 0 where the whole file is meant. */
  readonly column: number;
  /** Dotted path of the key. */
  readonly key: string;
  readonly message: string;
}

export const MAX_POLICY_BYTES = 256 * 1024;

const ruleMistakes = (file: PolicyFile): readonly { path: YamlPath; message: string }[] =>
  Object.keys(file.rules ?? {})
    .filter((id) => !(RULE_IDS as readonly string[]).includes(id))
    .map((id) => ({
      path: ['rules', id],
      message: `unknown rule; ${nearest(id, RULE_IDS)[0] ? `did you mean \`${nearest(id, RULE_IDS)[0]}\`? ` : ''}rules: ${RULE_IDS.join(', ')}`,
    }));

const templateMistakes = ({ crq }: PolicyFile): readonly { path: YamlPath; message: string }[] => {
  const named = Object.keys(crq?.templates ?? {});
  const known = [...named, ...Object.keys(BUILT_IN)];
  return [
    ...named
      .filter((name) => !isTemplateName(name))
      .map((name) => ({ path: ['crq', 'templates', name], message: 'expected a lower-case word as the name' })),
    ...(crq?.standard ?? []).flatMap(({ template }, at) =>
      known.includes(template)
        ? []
        : [{ path: ['crq', 'standard', at, 'template'], message: `no such template; there are ${known.join(', ')}` }],
    ),
  ];
};

/** Says why a key that has the form of one is none; null: it is one. */
export type Unreadable = (key: string) => string | null;

/** A key has one entry, and a name one kind: else it would depend on the order who may do what. */
function trustMistakes(file: PolicyFile, unreadable: Unreadable): readonly { path: YamlPath; message: string }[] {
  const all = file.trust ?? [];
  return all.flatMap(({ name, key, kind }, at) => {
    const before = all.slice(0, at);
    const twice = before.find((one) => keyText(one.key) === keyText(key));
    const other = before.find((one) => one.name === name && one.kind !== kind);
    const why = unreadable(key);
    return [
      ...(twice === undefined ? [] : [{ path: ['trust', at, 'key'], message: `${twice.name} has this key already` }]),
      ...(other === undefined
        ? []
        : [{ path: ['trust', at, 'kind'], message: `another entry says that ${name} is of kind ${other.kind}` }]),
      ...(why === null ? [] : [{ path: ['trust', at, 'key'], message: `no public key: ${why}` }]),
    ];
  });
}

/** Defaults filled in, section by section. */
export function withDefaults(file: PolicyFile): Policy {
  const fill = <T extends object>(defaults: T, given: object | undefined): T => ({
    ...defaults,
    ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
  });
  return {
    version: 1,
    adopt: fill(DEFAULT_POLICY.adopt, file.adopt),
    crq: { ...fill(DEFAULT_POLICY.crq, file.crq), workflow: workflowOf(file.crq?.workflow) },
    branches: fill(DEFAULT_POLICY.branches, file.branches),
    commits: fill(DEFAULT_POLICY.commits, file.commits),
    rules: { ...DEFAULT_POLICY.rules, ...file.rules },
    merge: fill(DEFAULT_POLICY.merge, file.merge),
    comms: fill(DEFAULT_POLICY.comms, file.comms),
    coord: fill(DEFAULT_POLICY.coord, file.coord),
    lease: fill(DEFAULT_POLICY.lease, file.lease),
    trust: file.trust ?? DEFAULT_POLICY.trust,
    tools: file.tools ?? DEFAULT_POLICY.tools,
    credentials: file.credentials ?? DEFAULT_POLICY.credentials,
  };
}

/** Reads the file; the list of mistakes is empty exactly if there is a policy. Looking into keys is left to who can. */
export function parsePolicy(
  text: string,
  unreadable: Unreadable = () => null,
): { policy: Policy } | { mistakes: readonly PolicyMistake[] } {
  if (text.length > MAX_POLICY_BYTES)
    return {
      mistakes: [{ line: 0, column: 0, key: '', message: `the file is larger than ${MAX_POLICY_BYTES / 1024} KiB` }],
    };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placed = ({ line, col }: { line: number; col: number }) => ({ line, column: col });
  const broken = document.errors.map((error) => ({
    ...placed(lines.linePos(error.pos[0])),
    key: '',
    message: error.message,
  }));
  if (broken.length > 0) return { mistakes: broken };
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it cannot be read';
    return { mistakes: [{ line: 1, column: 1, key: '', message }] };
  }
  const parsed = policySchema.safeParse(plain ?? {});
  const found = parsed.success
    ? [
        ...ruleMistakes(parsed.data),
        ...workflowMistakes(parsed.data.crq?.workflow),
        ...templateMistakes(parsed.data),
        ...mergeMistakes(parsed.data),
        ...trustMistakes(parsed.data, unreadable),
      ]
    : parsed.error.issues.flatMap((issue) => explainIssue(policySchema, issue));
  if (parsed.success && found.length === 0) return { policy: withDefaults(parsed.data) };
  return {
    mistakes: found.map(({ path, message }) => ({
      ...placed(placeAt(document, lines, path)),
      key: path.map(String).join('.'),
      message,
    })),
  };
}

export const formatMistake = (mistake: PolicyMistake): string =>
  `gitcrq.yaml:${mistake.line}:${mistake.column}: ${mistake.key === '' ? '' : `\`${mistake.key}\`: `}${mistake.message}`;

/** The policy, or POLICY_INVALID naming the mistakes. `where` says which copy was read. */
export function policyOf(text: string, where: string): Result<Policy> {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return ok(parsed.policy);
  const shown = parsed.mistakes.slice(0, 5).map(formatMistake).join('\n');
  return fail(POLICY_INVALID, `${where}:\n${shown}`, ['gitcrq config check', 'gitcrq schema policy']);
}
