// The first file of the kernel, loaded with `node -r` in front of tslab. It is plain JavaScript, so that it works before
// the library is compiled, and then each cell says what to do.
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const preload = resolve(__dirname, '../dist/jupyter/preload.js');

if (existsSync(preload)) require(preload);
else if (process.argv[2] === 'kernel') explainInCells();

function explainInCells() {
  const executor = require('tslab/dist/executor');
  const { createExecutor } = executor;
  const root = resolve(__dirname, '../..');
  executor.createExecutor = (...args) => ({
    ...createExecutor(...args),
    execute: async () => {
      console.error(
        `The course's library is not built: in a terminal, in ${root}, run: npm run setup. Then restart the kernel.`,
      );
      return false;
    },
  });
}
