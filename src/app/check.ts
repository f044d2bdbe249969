/** `gitcrq check`: a range is judged, and its findings go to every report that was asked for as they are made. */
import { type Failed, ok, type Result, unwrap } from '../domain/result.ts';
import { judgeRange, type Report, type Verdict } from '../enforce/check.ts';
import { fingerprinted, unmarked } from '../enforce/fingerprints.ts';
import { type Ink, noInk } from '../enforce/ink.ts';
import { messageRange } from '../enforce/message-range.ts';
import { overridesWithin, overrideText } from '../enforce/overrides.ts';
import { isJudgeable, type RangeWords, resolveRange } from '../enforce/range.ts';
import type { Format } from '../enforce/reporter.ts';
import { stepSummary } from '../enforce/reporters/step-summary.ts';
import { FORMATS } from '../enforce/reporters.ts';
import type { Finding } from '../enforce/rule.ts';
import { deepen } from '../enforce/shallow.ts';
import { asStored } from '../git/altered.ts';
import { openRepo, type Repo } from '../git/repo.ts';
import { readInput } from '../sys/input.ts';
import { inScratch } from '../sys/scratch.ts';
import { type Clone, inClone } from './clone.ts';
import { reportFile } from './report-file.ts';
import type { Wired } from './wire.ts';

/** As much of standard input as can be a message. */
const MAX_MESSAGE_BYTES = 16 << 20;

export interface CheckWords extends RangeWords {
  /** Name of a format. */
  readonly format: string;
  /** A file; `-` and undefined are standard output. */
  readonly output: string | undefined;
  /** A file with a message to be judged instead of a range; `-` is standard input. */
  readonly message: string | undefined;
  /** Fetch what a shallow clone lacks. */
  readonly deepen: boolean;
  /** All findings are wanted in the answer; nothing is printed. */
  readonly collect: boolean;
}

type Part = (ink: Ink) => string;

/** Text for people, or bytes of another format. */
export type Print = (part: Part | { readonly raw: string }) => Promise<void>;

interface Output {
  readonly format: Format;
  readonly write: (part: Part) => Promise<void> | void;
  readonly done?: () => void;
  readonly close?: () => void;
}

const formatOf = (name: string): Format => FORMATS.find((format) => format.name === name) ?? FORMATS[0];

/** Where the report goes, and in which form: standard output is for people wherever the report goes to a file. */
function outputsFor(ports: Wired, { format: name, output, collect }: CheckWords, print: Print): Result<Output[]> {
  const format = formatOf(name);
  const toFile = output !== undefined && output !== '-';
  const outputs: Output[] = [];
  if (toFile) {
    const file = reportFile(ports, output);
    if (!file.ok) return file;
    const { append, done, close } = file.value;
    outputs.push({ format, write: (part) => append(part(noInk)), done, close });
  }
  const shown = toFile ? FORMATS[0] : format;
  if (!collect) outputs.push({ format: shown, write: (part) => print(shown.paints ? part : { raw: part(noInk) }) });
  // docs.github.com, "Workflow commands": each step appends to the file of this name.
  const summary = format.name === 'github' ? ports.env['GITHUB_STEP_SUMMARY'] : undefined;
  if (summary !== undefined && summary !== '')
    outputs.push({ format: stepSummary, write: (part) => ports.files.append(summary, part(noInk)) });
  return ok(outputs);
}

/** Gives everything that is found to every output; fingerprints are made once, and only if a format wants them. */
async function feed(
  repo: Repo,
  outputs: readonly Output[],
  judge: (take: (some: readonly Finding[]) => Promise<void>) => Promise<Result<Verdict>>,
): Promise<Result<Verdict>> {
  const open = outputs.map(({ format, ...output }) => ({ ...output, reporter: format.make() }));
  const marked = outputs.some(({ format }) => format.fingerprints);
  for (const { reporter, write } of open) await write(() => reporter.begin());
  let failed: Failed | null = null;
  const verdict = await judge(async (some) => {
    const made = marked ? await fingerprinted(repo, some) : ok(unmarked(some));
    if (!made.ok) failed = made;
    else for (const { reporter, write } of open) await write((ink) => reporter.findings(made.value, ink));
  });
  if (failed !== null) return failed;
  if (!verdict.ok) return verdict;
  for (const { reporter, write, done } of open) {
    await write((ink) => reporter.end(verdict.value, ink));
    done?.();
  }
  return verdict;
}

export interface Checked {
  /** Without findings, unless they were to be collected. */
  readonly report: Report;
  /** What a person should know beside the report. */
  readonly notes: readonly string[];
}

/** Before anything is opened for the check: what is fetched changes its base. */
async function deepened(ports: Wired): Promise<void> {
  const repo = unwrap(await openRepo(ports, ports.cwd));
  try {
    unwrap(await deepen(repo));
  } finally {
    repo.close();
  }
}

/** A message is judged as a commit, which nobody keeps. */
const inPlace = <T>(ports: Wired, { message }: CheckWords, use: (clone: Clone) => Promise<Result<T>>): Promise<T> =>
  message === undefined ? inClone(ports, use) : inScratch(ports, (scratch) => inClone(ports, use, { scratch }));

/** Throws what fails: for the command. */
export async function check(ports: Wired, words: CheckWords, print: Print): Promise<Checked> {
  const outputs = unwrap(outputsFor(ports, words, print));
  try {
    if (words.deepen) await deepened(ports);
    const input = words.message === '-' ? await readInput(MAX_MESSAGE_BYTES) : null;
    return await inPlace(asStored(ports), words, async ({ repo, basis }) => {
      const range =
        words.message === undefined
          ? await resolveRange(repo, basis, words)
          : await messageRange(repo, words.message, input);
      if (!range.ok) return range;
      const judgeable = isJudgeable(repo, basis, range.value);
      if (!judgeable.ok) return judgeable;
      const findings: Finding[] = [];
      const verdict = await feed(repo, outputs, (take) =>
        judgeRange(repo, basis, range.value, async (some) => {
          if (words.collect) for (const finding of some) findings.push(finding);
          await take(some);
        }),
      );
      if (!verdict.ok) return verdict;
      const overrides = words.message === undefined ? await overridesWithin(repo, basis, verdict.value) : ok([]);
      if (!overrides.ok) return overrides;
      const unjudged = `${basis.base} has no gitcrq.yaml, so nothing was judged; next: gitcrq init`;
      return ok({
        report: { ...verdict.value, findings },
        notes: [
          ...(basis.adopted || words.external ? [] : [unjudged]),
          ...overrides.value.map((one) => `${one.crq}: ${overrideText(one)}`),
        ],
      });
    });
  } finally {
    for (const { close } of outputs) close?.();
  }
}
