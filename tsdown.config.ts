/**
 * The bundle: one chunk a command, shared code in shared chunks, no package needed at run time. CommonJS packages are
 * made lazy: TypeScript compiles an import to a `require` at the top of the file, which loads all of oclif for a
 * command that uses a tenth of it; here such a module is loaded when it is first used. A test runs every path twice.
 */
import { defineConfig } from 'tsdown';

const TOP_LEVEL = /^(?:const|var|let) (\w+_\d+) = (?:__import(?:Default|Star)\()?require\("([^"]+)"\)\)?;$/gmu;

/** `const x_1 = require("x");` becomes `const x_1 = () => require("x");`, and every use of `x_1` a call. */
function lazyRequires(code: string): string {
  let lazy = code;
  for (const [statement, name = ''] of code.matchAll(TOP_LEVEL)) {
    const head = `const ${name} = `;
    const value = statement.slice(statement.indexOf('=') + 1, -1).trim();
    const wrapped = value.startsWith('__import');
    // An interop wrapper makes a new object at every call, so its result is kept.
    const later = wrapped ? `${head}() => (${name}.is ??= ${value});` : `${head}() => ${value};`;
    const uses = new RegExp(`(new )?(?<![\\w$.])${name}(?![\\w$])`, 'gu');
    lazy = lazy
      .replace(statement, '\u0000')
      .replace(uses, (_use, created?: string) => (created ? `new (${name}())` : `${name}()`))
      .replace('\u0000', () => later);
  }
  return lazy;
}

// oclif opens standard output at load time to ignore a reader that went away; surface/print.ts does that itself.
const STDOUT_GUARD = /^process\.stdout\.on\('error',[^;]*;\s*throw err;\s*\}\);$/mu;

function lightCommand(code: string): string {
  if (!STDOUT_GUARD.test(code)) throw new Error('@oclif/core/command no longer has the lines this build takes out');
  return code.replace(STDOUT_GUARD, '');
}

/**
 * `import { a as b } from "node:x"` makes Node load every lazy part of x to fill the module's exports (2 ms for fs);
 * taking the built-in module itself does not. Functions of modules that are slow to load (crypto: 4 ms) are fetched at
 * their first call. The entry stays as it is: old Node versions must be able to read it.
 */
const BUILTIN_IMPORT = /^import (?:(\w+)|\{([^}]+)\}|\* as (\w+)) from "(node:[\w/]+)";$/gmu;
const SLOW = new Set(['node:crypto', 'node:child_process', 'node:zlib']);

function binding(name: string, imported: string, local: string): string {
  const exported: unknown = Reflect.get(process.getBuiltinModule(name) ?? {}, imported);
  const plainFunction = typeof exported === 'function' && /^[a-z]/u.test(imported);
  const member = `globalThis.process.getBuiltinModule("${name}").${imported}`;
  return SLOW.has(name) && plainFunction
    ? `const ${local} = (...all) => ${member}(...all);`
    : `const ${local} = ${member};`;
}

const directBuiltins = (code: string): string =>
  code.replace(BUILTIN_IMPORT, (_all, whole?: string, named?: string, star?: string, name = '') => {
    if (named === undefined) return `const ${whole ?? star} = globalThis.process.getBuiltinModule("${name}");`;
    return named
      .split(',')
      .map((item) => item.trim().split(' as '))
      .map(([imported = '', local = imported]) => binding(name, imported, local))
      .join('\n');
  });

/**
 * Code that nearly every command needs travels in two files: resolving, opening and linking a module costs about 0.3 ms
 * each, and there were forty of them. What is heavy or rare keeps its own chunk.
 */
const CHUNKS = [
  {
    // The entry imports it before it turns the compile cache on: what shares its chunk is compiled anew at every start.
    name: 'version',
    test: /\/src\/domain\/version\.ts$/u,
    priority: 2,
  },
  {
    // All that completion needs of what others need as well, so that it loads nothing else.
    name: 'base',
    test: /\/src\/(?:app\/directory|domain\/(?:branch-name|id|brand|distance|printable|random)|sys\/files|surface\/print)\.ts$/u,
    priority: 1,
  },
  {
    name: 'front',
    test: /\/src\/(?:surface\/(?:command|flags|paint|report|envelope|explain|usage|value-flags|light-config|interrupt|colour|errors|changed|meter)|app\/(?:cut|globals|session|wire|route)|main|start)\.ts$/u,
  },
  {
    name: 'core',
    test: /\/src\/(?:domain|sys|git|plan|store|crq)\/(?!.*(?:schema|policy-parse|policy-edit|trust-edit|yaml-mistakes|glob)\.ts$).*\.ts$/u,
  },
];

export default defineConfig({
  entry: { bin: 'src/bin.ts', oclif: 'src/oclif.ts', recorder: 'src/recorder.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  fixedExtension: false,
  dts: false,
  sourcemap: false,
  clean: true,
  // Names are kept: a stack trace in a bug report must be readable. Shorter names gain nothing measurable.
  minify: { compress: true, mangle: false, codegen: true },
  // oclif asks for the TypeScript compiler only where it is told to transpile, and it is told not to.
  deps: { alwaysBundle: [/^(?!typescript$)/u], neverBundle: ['typescript'], onlyBundle: false },
  outputOptions: { chunkFileNames: '[name]-[hash].js', codeSplitting: { groups: CHUNKS } },
  plugins: [
    {
      name: 'lazy-requires',
      transform: {
        filter: { id: /node_modules\/@oclif\/core\/lib\/.*\.js$/u },
        handler: (code: string, id: string) => ({
          code: lazyRequires(id.endsWith('/lib/command.js') ? lightCommand(code) : code),
          map: null,
        }),
      },
    },
    {
      name: 'direct-builtins',
      renderChunk: (code: string, chunk: { readonly isEntry: boolean }) =>
        chunk.isEntry ? null : directBuiltins(code),
    },
  ],
});
