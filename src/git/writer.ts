/**
 * Writes loose objects without starting git (gitformat-loose(5): zlib of `<type> <size>\0<content>`). An object is
 * invisible until a ref reaches it, so writing is safe while planning.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type Oid, oid } from '../domain/brand.ts';
import type { Files } from '../sys/ports.ts';
import type { ObjectType } from './reader.ts';

export interface ObjectWriter {
  write(type: ObjectType, content: Uint8Array | string): Oid;
}

export type HashName = 'sha1' | 'sha256';

function framed(type: ObjectType, content: Uint8Array | string): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
}

export function objectWriter(files: Files, directory: string, hash: HashName): ObjectWriter {
  return {
    write(type, content) {
      const bytes = framed(type, content);
      const name = oid(createHash(hash).update(bytes).digest('hex'));
      const path = join(directory, name.slice(0, 2), name.slice(2));
      if (files.stat(path) === null) files.createUnsynced(path, deflateSync(bytes, { level: 1 }), 0o444);
      return name;
    },
  };
}
