/** gitcrq schema: JSON Schemas of formats and answers. */
import * as z from 'zod/mini';
import { SCHEMA_UNKNOWN } from '../src/app/errors.ts';
import { nearest } from '../src/domain/distance.ts';
import { GitcrqError } from '../src/domain/error.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { rest } from '../src/surface/flags.ts';
import { SCHEMAS } from '../src/surface/schemas.ts';

export default class Schema extends GitcrqCommand<typeof Schema> {
  static override summary =
    "Print the JSON Schema of a format or of a command's --json data; without a name, the names.";
  static override examples = [
    '<%= config.bin %> schema',
    '<%= config.bin %> schema policy',
    '<%= config.bin %> schema crq list',
  ];
  static override args = { name: rest('policy, crq, or the words of a command.') };

  protected async act({ args }: Parsed<typeof Schema>, _: Wired): Promise<Answer> {
    const names = Object.keys(SCHEMAS);
    const name = (args.name ?? []).join(' ');
    if (name === '') return { value: { names }, text: names.join('\n') };
    const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
    if (schema === undefined) {
      const near = nearest(name, names);
      throw new GitcrqError(SCHEMA_UNKNOWN, `there is no schema ${JSON.stringify(name)}`, [
        ...near.map((item) => `gitcrq schema ${item}`),
        'gitcrq schema',
      ]);
    }
    const json = z.toJSONSchema(schema, { unrepresentable: 'any' });
    return { value: json, text: { raw: `${JSON.stringify(json, null, 2)}\n` } };
  }
}
