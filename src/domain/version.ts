/** The version of this build. The bundler writes package.json's value in its place; in a checkout the file is read. */
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
