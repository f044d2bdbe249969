/**
 * The rooms of src/ in their order, ground floor first: a room imports only from itself and from rooms above it in this
 * list. test/house/rooms.test.ts plants violations and must see each of them fail.
 */
const ROOMS = [
  'domain',
  'sys',
  'git',
  'plan',
  'store',
  'coord',
  'audit',
  'crq',
  'enforce',
  'exec',
  'comms',
  'stage',
  'forge',
  'merge',
  'mesh',
  'tasks',
  'daemon',
  'app',
  'surface',
];

const IO =
  '^(node:)?(fs|child_process|cluster|dgram|dns|http|http2|https|inspector|net|os|process|readline|repl|tls|tty|worker_threads)(/|$)';

const room = (name) => `^src/${name}/`;
const anyOf = (names) => `^src/(${names.join('|')})/`;

const order = ROOMS.slice(0, -1).map((name, index) => ({
  name: `rooms-${name}`,
  severity: 'error',
  comment: `${name}/ stands below these rooms and must not know them.`,
  from: { path: room(name) },
  to: { path: anyOf(ROOMS.slice(index + 1)) },
}));

module.exports = {
  forbidden: [
    ...order,
    {
      name: 'rooms-known',
      severity: 'error',
      comment: 'A new room needs its place in the order.',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: anyOf(ROOMS) },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Two files that need each other are one file, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'commands-are-leaves',
      severity: 'error',
      comment: 'Only the generated table loads commands; what two commands share belongs in a room.',
      from: { path: '^(src|commands)/', pathNot: '^src/commands\\.gen\\.ts$' },
      to: { path: '^commands/' },
    },
    {
      name: 'entry-is-outermost',
      severity: 'error',
      comment: 'The files directly in src/ compose everything; nothing composes them.',
      from: { path: '^(src/[^/]+/|commands/)' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'io-in-its-rooms',
      severity: 'error',
      comment: 'Effects are ports; only these rooms reach for Node.',
      from: { path: '^(src/[^/]+/|commands/)', pathNot: anyOf(['sys', 'exec', 'daemon', 'surface', 'git']) },
      to: { path: IO, dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'git-only-starts-git',
      severity: 'error',
      comment: 'git/ starts processes; files go through the port.',
      from: { path: room('git') },
      to: {
        path: IO,
        pathNot: '^(node:)?child_process$',
        dependencyTypes: ['core'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Rules and values only: nothing of Node, and shapes are checked at the edges.',
      from: { path: room('domain') },
      to: {
        path: ['^(node:)?[a-z/]+$', '(^|/)node_modules/zod/'],
        pathNot: '^(src|commands)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import nobody can follow is an import nobody can check.',
      from: { path: '^(src|commands)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
