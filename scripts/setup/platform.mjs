// @ts-check
/**
 * What TensorFlow offers for each kind of machine. The Python package holds the C library that tfjs-node needs; where
 * there is none, tfjs-node's own installer is the way. Sources: the file lists of the packages themselves.
 *
 * @typedef {object} TensorFlowPackage
 * @property {string} project name of the Python package
 * @property {string} version
 * @property {string} tag platform tag of its wheel
 * @property {string} sha256 of the wheel
 * @property {readonly string[]} libraries files in the wheel's `tensorflow/` folder
 * @property {readonly string[]} compilerFlags what linking an add-on takes on this system
 * @property {string} origin what stands for the add-on's own folder in a library search path
 * @property {string} [glibc] the oldest C library it runs on
 *
 * @typedef {object} Platform
 * @property {string} name in words
 * @property {TensorFlowPackage} [tensorflow]
 * @property {string} compilerHint how to get a C++ compiler
 */

const version = '2.21.0';

const linux = {
  version,
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  compilerFlags: ['-fPIC', '-shared'],
  origin: '$ORIGIN',
  glibc: '2.27',
};
const linuxCompiler = 'install g++ (Debian and Ubuntu: sudo apt install g++; Fedora: sudo dnf install gcc-c++)';

/** @type {Readonly<Record<string, Platform>>} */
export const platforms = {
  'linux-x64': {
    name: 'Linux on x64',
    compilerHint: linuxCompiler,
    tensorflow: {
      ...linux,
      project: 'tensorflow-cpu',
      tag: 'manylinux_2_27_x86_64',
      sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    },
  },
  'linux-arm64': {
    name: 'Linux on arm64',
    compilerHint: linuxCompiler,
    tensorflow: {
      ...linux,
      project: 'tensorflow',
      tag: 'manylinux_2_27_aarch64',
      sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    },
  },
  'darwin-arm64': {
    name: 'macOS on arm64',
    compilerHint: "install Apple's command line tools (xcode-select --install)",
    tensorflow: {
      version,
      project: 'tensorflow',
      tag: 'macosx_12_0_arm64',
      sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
      libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
      compilerFlags: ['-bundle', '-undefined', 'dynamic_lookup'],
      origin: '@loader_path',
    },
  },
  'win32-x64': {
    name: 'Windows on x64',
    compilerHint: 'install the C++ workload of the Visual Studio Build Tools',
  },
};

/**
 * The row of the table for a machine, or one without TensorFlow's package where there is none.
 *
 * @param {NodeJS.Platform} system `process.platform`
 * @param {string} processor `process.arch`
 * @returns {Platform}
 */
export const platformOf = (system, processor) =>
  platforms[`${system}-${processor}`] ?? { name: `${system} on ${processor}`, compilerHint: 'install a C++ compiler' };
