// Who may import whom (see CONTRIBUTING.md). `npm run lint` checks it.

/** For each room, the rooms that it may import. */
const mayImport = {
  spec: [],
  // How a file is read and written, which rooms that do so have in common.
  files: [],
  arithmetic: ['spec'],
  models: ['spec', 'arithmetic'],
  ops: ['spec', 'arithmetic'],
  images: ['spec', 'ops', 'files'],
  checkpoints: ['spec', 'arithmetic', 'models', 'files'],
  figures: ['spec', 'arithmetic', 'ops', 'images'],
  datasets: ['spec', 'ops', 'images', 'files'],
  // What a cell shows of its last value.
  jupyter: ['notebook'],
  notebook: ['spec', 'arithmetic', 'ops', 'figures'],
  workbook: ['spec', 'datasets', 'files'],
  tfjs: ['spec', 'arithmetic', 'models', 'ops', 'checkpoints', 'jupyter'],
  training: [
    ...['spec', 'arithmetic', 'models', 'ops', 'figures', 'datasets', 'files', 'checkpoints', 'jupyter', 'notebook'],
    'tfjs',
  ],
  segmentation: ['spec', 'arithmetic', 'models', 'ops', 'images', 'figures', 'datasets', 'notebook', 'tfjs', 'training'],
  detection: ['spec', 'arithmetic', 'models', 'ops', 'images', 'figures', 'checkpoints', 'datasets', 'notebook', 'tfjs', 'training'],
  exercises: [
    ...['spec', 'arithmetic', 'models', 'ops', 'images', 'datasets', 'jupyter', 'notebook', 'workbook'],
    ...['tfjs', 'training', 'segmentation', 'detection'],
  ],
  cli: ['spec', 'files', 'arithmetic', 'models', 'ops', 'images', 'checkpoints', 'datasets', 'workbook', 'tfjs', 'segmentation', 'detection'],
};

const arrows = Object.entries(mayImport).map(([room, others]) => ({
  name: `${room}-imports`,
  comment: `lib/${room} may import ${others.length > 0 ? others.map(other => `lib/${other}`).join(', ') : 'no other room'}.`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[room, ...others].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'every-room-has-a-rule',
      comment: 'A new room of lib states above which others it may import.',
      severity: 'error',
      from: { path: '^lib/[^/]+/', pathNot: `^lib/(${Object.keys(mayImport).join('|')})/` },
      to: {},
    },
    {
      name: 'runs-in-a-browser',
      comment: 'These rooms compute, and import nothing of Node.',
      severity: 'error',
      from: {
        path: '^lib/(spec|arithmetic|models|ops|figures|checkpoints|segmentation|detection)/',
        pathNot: '^lib/(checkpoints/files|(segmentation|detection)/task)/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'files-at-the-edge',
      comment: 'What works on the bytes of a checkpoint does not read files: lib/checkpoints/files does, and calls it.',
      severity: 'error',
      from: { path: '^lib/checkpoints/', pathNot: '^lib/checkpoints/files/' },
      to: { path: '^lib/checkpoints/files/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'tensorflow-in-one-room',
      comment: 'Only lib/tfjs loads TensorFlow, so that there is one place that chooses and prepares it.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/tfjs/' },
      to: { path: 'node_modules/@tensorflow', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared-packages',
      comment: 'What is imported is declared in package.json: what npm puts beside it may go with its next version.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'nothing-unresolved',
      comment: 'Every import leads to a file or an installed package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tools-for-learners',
      comment: "A learner's set-up installs no devDependencies, and lib, set-up, the start and the doctor work without.",
      severity: 'error',
      from: { path: '^(lib|scripts/(setup|start|doctor))/|^scripts/(setup|start|convnets)[.]mjs$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'lib-stands-alone',
      comment: 'lib works without scripts and tests.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'no-tests-in-scripts',
      comment: 'Scripts work without tests.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    // lib has a package.json of its own, without packages.
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
