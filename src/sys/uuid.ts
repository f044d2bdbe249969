/** UUID version 7 (RFC 9562, 5.7): names that sort by the time they were made. */
import type { Ports } from './ports.ts';

export function uuidv7({ clock, random }: Pick<Ports, 'clock' | 'random'>): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x70, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
