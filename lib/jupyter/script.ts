import vm from 'node:vm';
import { cellTimers } from './cellTimers';
import { SHARE, share } from './exports';
import { HOLD, hold, RESUME, resume } from './instrument';

/** The name under which a cell's code finds its timers. */
const TIMERS = '__timers__';

/** Puts what the code of cells calls where it finds it. */
export function installCellFunctions(): void {
  Object.assign(globalThis, { [RESUME]: resume, [HOLD]: hold, [SHARE]: share, [TIMERS]: cellTimers() });
}

/**
 * Runs the compiled code of a cell.
 *
 * @param output - the code.
 * @param name - what stacks call it.
 * @param isAsync - whether it awaits.
 * @returns the promise of an asynchronous cell.
 */
export function runScript(output: string, name: string, isAsync: boolean): unknown {
  // Functions, so that a cell can declare `let` and `const` again that an earlier cell has declared, and call variables as
  // timers are called. All of the kernel's own code stands on a line 0, which no stack shows.
  const names = Object.keys(cellTimers()).join(', ');
  const head = `Reflect.apply((function ({ ${names} }) { return ${isAsync ? 'async ' : ''}function (exports, require) {\n`;
  const tail = `\n}})(${TIMERS}), undefined, [__tslab__.exports, __tslab__.require])`;
  const options = { filename: name, lineOffset: -1, breakOnSigint: true, displayErrors: false };
  return vm.runInThisContext(head + output + tail, options);
}
