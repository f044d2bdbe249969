/**
 * Records what a run shows: the bytes in `log`, the same with times in `cast`. Nothing is written before it went through the
 * redactor, and whatever fails, the stream is read to its end: a run never waits for its recording.
 */
import type { Clock } from '../../sys/ports.ts';
import { sink } from '../../sys/sink.ts';
import { jobFile } from '../job/job-dir.ts';
import { castClock, castHeader } from './cast.ts';
import type { Frame } from './frame.ts';
import { redactor } from './redact.ts';

export interface Recording {
  readonly clock: Clock;
  readonly dir: string;
  readonly secrets: readonly string[];
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly framed: Frame;
  readonly term: string;
  /** What is known of the terminal without script(1). */
  readonly size: { readonly cols: number; readonly rows: number } | null;
  /** Called with a listener for later sizes. */
  onResize?(listener: (cols: number, rows: number) => void): void;
  /** Bytes, of log and cast each. */
  readonly most?: number;
}

export interface RecordingSummary {
  readonly schema: 'gitcrq.recording/1';
  readonly bytes: number;
  readonly events: number;
  readonly redactions: number;
  readonly truncated: boolean;
  /** The end of the stream arrived, and all of it was kept. */
  readonly complete: boolean;
  /** Why the log or the cast is not complete, in the system's words. */
  readonly failure: string | null;
  readonly exit: number | null;
}

const MOST_BYTES = 256 * 2 ** 20;
/** After so long without output, what waits for more is written. */
const PAUSE_MS = 80;
const LOG_MARK = '\r\n[gitcrq: the log has its full size; what followed is not kept]\r\n';

export async function record(asked: Recording): Promise<RecordingSummary> {
  const { clock, dir, secrets, chunks, framed, term, most = MOST_BYTES } = asked;
  const log = sink(jobFile(dir, 'log'), most, LOG_MARK);
  const cast = sink(jobFile(dir, 'cast'), most, `${JSON.stringify([0, 'm', 'the recording has its full size'])}\n`);
  const redact = redactor(secrets);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const begun_ms = clock.monotonic_ms();
  const line = castClock();
  let [bytes, events, headed] = [0, 0, false];
  let [logs, casts] = [true, true];

  const event = (code: 'o' | 'r' | 'x', text: string): void => {
    if (!headed) {
      const size = framed.size ?? asked.size ?? { cols: 80, rows: 24 };
      cast.write(Buffer.from(castHeader({ ...size, term, at_s: Math.floor(clock.now().getTime() / 1000) })));
      headed = true;
    }
    events++;
    casts = cast.write(Buffer.from(line(clock.monotonic_ms() - begun_ms, code, text)));
  };
  const keep = (text: string): void => {
    if (text === '') return;
    const kept = Buffer.from(text, 'latin1');
    bytes += kept.length;
    logs = log.write(kept);
    const readable = decoder.decode(kept, { stream: true });
    if (readable !== '') event('o', readable);
  };

  asked.onResize?.((cols, rows) => event('r', `${cols}x${rows}`));
  let pause: NodeJS.Timeout | undefined;
  for await (const chunk of chunks) {
    clearTimeout(pause);
    const text = framed.push(Buffer.from(chunk).toString('latin1'));
    // Where nothing is written any more, nothing has to be taken out.
    if (logs || casts) keep(redact.push(text));
    else bytes += text.length;
    // Who sent the end sends no more, though others may hold the stream open.
    if (framed.exit !== null) break;
    pause = setTimeout(() => keep(redact.push(framed.pause()) + redact.pause()), PAUSE_MS);
  }
  clearTimeout(pause);
  keep(redact.push(framed.end()) + redact.end());
  const rest = decoder.decode();
  if (rest !== '') event('o', rest);
  if (framed.exit !== null) event('x', String(framed.exit));
  log.close();
  cast.close();
  const truncated = log.cut || cast.cut;
  const failure = log.failure ?? cast.failure;
  return {
    schema: 'gitcrq.recording/1',
    bytes,
    events,
    redactions: redact.count,
    truncated,
    failure,
    complete: framed.exit !== null && !truncated && failure === null,
    exit: framed.exit,
  };
}
