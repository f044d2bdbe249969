/**
 * The base of every command. A command declares its words and says what it found out; parsing, wiring, printing,
 * failures and exit codes are here. It never prints, exits or reads the environment.
 *
 *     /** gitcrq crq show: one CRQ with its commits. *\/
 *     import { requiredArg } from './flags.ts';
 *     import { GitcrqCommand, type Answer, type Parsed, type Wired } from './command.ts';
 *
 *     export default class CrqShow extends GitcrqCommand<typeof CrqShow> {
 *       static override summary = 'Show one CRQ and its commits.';
 *       static override examples = ['<%= config.bin %> crq show CRQ-42'];
 *       static override args = { id: requiredArg('The CRQ, as CRQ-42 or 42.') };
 *
 *       protected async act({ args }: Parsed<typeof CrqShow>, ports: Wired): Promise<Answer<Crq>> {
 *         const crq = unwrap(await showCrq(ports, args.id));       // throws the GitcrqError of a failed Result
 *         return { value: crq, text: (paint) => `${paint.id(crq.id)} ${crq.title}` };
 *       }
 *     }
 *
 * `static override tail = 'dashdash'` gives the words behind `--` to `parsed.tail`; without it they are arguments.
 * The file's path below commands/ is its name; `static override aliases = ['approve']` adds another.
 */
import { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import type { InferredArgs, InferredFlags } from '@oclif/core/interfaces';
import { cut, type TailRule } from '../app/cut.ts';
import { directory } from '../app/directory.ts';
import { NO_GLOBALS } from '../app/globals.ts';
import { ambient, type Session, sessionOf } from '../app/session.ts';
import { type Wired, wire } from '../app/wire.ts';
import { GitcrqError } from '../domain/error.ts';
import { CWD_NOT_FOUND } from './errors.ts';
import { explain } from './explain.ts';
import { baseFlags } from './flags.ts';
import { meter } from './meter.ts';
import { type Answer, type Manner, printPart, report, reportFailure, talk } from './report.ts';
import { asUsage } from './usage.ts';
import { valueFlags } from './value-flags.ts';

export type { Wired } from '../app/wire.ts';
export type { Paint } from './paint.ts';
export type { Answer } from './report.ts';

export interface Parsed<T extends typeof Command> {
  readonly flags: InferredFlags<T['flags']>;
  readonly args: InferredArgs<T['args']>;
  readonly tail: readonly string[];
}

export abstract class GitcrqCommand<T extends typeof Command> extends Command {
  static override baseFlags = baseFlags;
  static tail: TailRule | undefined = undefined;

  readonly #session: Session;
  #manner: Manner;

  constructor(argv: string[], config: Config) {
    super(argv, config);
    this.#session = sessionOf(config) ?? this.#fromOclif();
    const { globals, env } = this.#session;
    // Until the words are parsed, a failure to parse them must already be reported in the manner they ask for.
    const asked = (flag: string): boolean => this.argv.includes(flag);
    this.#manner = {
      env,
      json: globals.json || asked('--json'),
      noColor: globals.noColor || asked('--no-color'),
      verbose: globals.verbose || asked('--verbose') || asked('-v'),
      quiet: globals.quiet,
    };
  }

  protected abstract act(parsed: Parsed<T>, ports: Wired): Promise<Answer>;

  override async run(): Promise<void> {
    const { flags, args } = await this.#parse();
    const { globals } = this.#session;
    const manner: Manner = {
      env: this.#session.env,
      json: globals.json || flags.json,
      noColor: globals.noColor || flags['no-color'],
      verbose: globals.verbose || flags.verbose,
      quiet: globals.quiet || flags.quiet,
    };
    this.#manner = manner;
    const ports = this.#wire([...globals.cwd, ...(flags.cwd ?? [])]);
    await report(await this.act({ flags, args, tail: this.#session.tail }, ports), manner);
  }

  /** For the entry: everything of oclif's life cycle but the loading of its configuration. Never rejects. */
  execute(): Promise<void> {
    return this._run();
  }

  /** Is the answer to be one JSON document? */
  protected get json(): boolean {
    return this.#manner.json;
  }

  /** Prints a part of a long answer now; what `act` answers comes behind it. */
  protected print(part: Answer['text']): Promise<void> {
    return printPart(part, this.#manner);
  }

  /** oclif's own only logs and announces deprecations, of which there are none. */
  protected override async init(): Promise<void> {}

  protected override async catch(thrown: unknown): Promise<void> {
    await reportFailure(explain(thrown), this.#manner, thrown);
  }

  #name(): string | undefined {
    return this.id?.replaceAll(':', ' ');
  }

  /** Under plain oclif nobody has cut the words; the class itself is the table entry. */
  #fromOclif(): Session {
    const { own, tail } = cut(this.argv, this.#class().tail, valueFlags(this.ctor));
    this.argv = [...own];
    return { ...ambient(), globals: NO_GLOBALS, tail };
  }

  #class(): typeof GitcrqCommand {
    // oclif types `ctor` as its own Command; every instance of this class was made by a class that extends this one.
    return this.ctor as unknown as typeof GitcrqCommand;
  }

  async #parse() {
    // Under NODE_ENV=test oclif warns of a command that "did not parse", also when parsing is what failed.
    this.parsed = true;
    try {
      // The class that declares the flags is only known by its type parameter; parse() reads the flags of `this.ctor`.
      const parsed = await this.parse(this.ctor);
      return {
        flags: parsed.flags as InferredFlags<T['flags']> & InferredFlags<typeof baseFlags>,
        args: parsed.args as InferredArgs<T['args']>,
      };
    } catch (thrown) {
      const flags = Object.keys({ ...baseFlags, ...this.ctor.flags }).map((name) => `--${name}`);
      throw asUsage(thrown, this.#name(), flags);
    }
  }

  #wire(dirs: readonly string[]): Wired {
    const { env, cwd, trail } = this.#session;
    const manner = this.#manner;
    const ports = wire({
      env,
      cwd: directory(cwd, dirs),
      argv: [this.#name() ?? '', ...this.argv, ...this.#session.tail],
      verbose: manner.verbose,
      quiet: manner.quiet,
      ...(trail && { trail }),
      talk: (line) => void talk(line, manner),
      draw: meter(manner),
    });
    if (dirs.length > 0 && ports.files.stat(`${ports.cwd}/.`)?.kind !== 'directory') {
      throw new GitcrqError(CWD_NOT_FOUND, `${ports.cwd} is no directory`, [`gitcrq ${this.#name()} --help`]);
    }
    return ports;
  }
}
