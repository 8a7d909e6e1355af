// Multiplies two matrices with one of TensorFlow's packages, and prints what ran: try-backend.cjs PACKAGE
const util = require('node:util');
// Gone since Node 23, and tfjs-node still calls it.
util.isNullOrUndefined ??= value => value === null || value === undefined;

const tf = require(process.argv[2]);
const product = tf.matMul(
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]),
  tf.tensor2d([
    [5, 6],
    [7, 8],
  ]),
);
const found = Array.from(product.dataSync()).join(' ');
if (found !== '19 22 43 50') throw new Error(`error: a product of matrices came out as ${found}, not as 19 22 43 50`);
console.log(
  `backend ${JSON.stringify({ name: tf.getBackend(), version: tf.backend().binding?.TF_Version ?? tf.version_core })}`,
);
