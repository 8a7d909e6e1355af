/** The process of one competitor in Node: `worker.ts ours` or `worker.ts stock`. */
import { restoreRemovedUtil } from '../../lib/jupyter/compat';
import { type Assignment, serve, type Workload } from './protocol';

restoreRemovedUtil();
const [who] = process.argv.slice(2);
// Each loads TensorFlow in its own way, so only one of the two may be read.
const { prepare }: { prepare(assignment: Assignment): Workload } = require(who === 'ours' ? './ours' : './stock');

serve(prepare, process.stdin, process.stdout).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
