import { constants } from 'node:os';

/** Thrown in place of the end of the kernel's process. */
class ExitRefused extends Error {
  override readonly name = 'ExitRefused';

  constructor(call: string) {
    super(
      `${call} would end the kernel, and all variables with it, so the kernel goes on without it. To end a cell early, throw an error; to start anew, choose Kernel → Restart Kernel.`,
    );
  }
}

/**
 * From now on code of a cell or of a package cannot end this process, which Jupyter would start again without a word in
 * the cell: the call throws.
 *
 * @returns what ends the process all the same.
 */
export function refuseExits(): () => never {
  const exit = process.exit.bind(process);
  const kill = process.kill.bind(process);
  // What Node's own process.exit calls at its end; its types do not tell of it.
  const reallyExit: unknown = Reflect.get(process, 'reallyExit');
  const refuse = (call: string): never => {
    throw new ExitRefused(call);
  };
  process.exit = () => refuse('process.exit()');
  process.abort = () => refuse('process.abort()');
  process.kill = (pid, signal = 'SIGTERM') => {
    // 0 asks only whether a process is there, and SIGINT is what stops a cell.
    const harmless = [0, 'SIGINT', constants.signals.SIGINT].includes(signal);
    return isOwn(Number(pid)) && !harmless ? refuse(`process.kill(process.pid, '${signal}')`) : kill(pid, signal);
  };
  Reflect.set(process, 'reallyExit', () => refuse('process.reallyExit()'));
  return () => {
    Reflect.set(process, 'reallyExit', reallyExit);
    return exit();
  };
}

/** Whether a number stands for this process, alone or with others: its group as 0 or negative, or all processes as -1. */
function isOwn(pid: number): boolean {
  return pid === 0 || pid === -1 || Math.abs(pid) === process.pid;
}
