// Who may import whom in lib (see CONTRIBUTING.md). `npm run lint` checks it.

/** For each room, the rooms that it may import. */
const mayImport = {
  spec: [],
  arithmetic: ['spec'],
  models: ['spec', 'arithmetic'],
  ops: ['spec', 'arithmetic'],
  figures: ['spec', 'arithmetic', 'ops'],
  datasets: ['spec', 'arithmetic', 'ops'],
  kernel: [],
  notebook: ['spec', 'arithmetic', 'ops', 'figures', 'datasets', 'kernel'],
  tfjs: ['spec', 'arithmetic', 'models', 'ops', 'kernel'],
  training: ['spec', 'arithmetic', 'models', 'ops', 'figures', 'datasets', 'kernel', 'notebook', 'tfjs'],
  segmentation: ['spec', 'arithmetic', 'models', 'ops', 'figures', 'datasets', 'notebook', 'tfjs', 'training'],
  detection: ['spec', 'arithmetic', 'models', 'ops', 'figures', 'datasets', 'notebook', 'tfjs', 'training'],
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
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
