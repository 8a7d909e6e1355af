import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { restoreRemovedUtil } from './compat';

/*
 * Loaded with `node -r` in front of tslab, by the course's kernelspec. Node hands `-r` on to worker threads and forked
 * processes, in which there is nothing to do but the first line.
 */
restoreRemovedUtil();

const [, script = '', command] = process.argv;
if (isMainThread && basename(script) === 'tslab' && command === 'kernel') require('./kernel');
