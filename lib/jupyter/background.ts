import { bare } from './bare';

const ERRORS: readonly unknown[] = ['uncaughtException', 'unhandledRejection'];

/**
 * Reports errors that no cell waits for. Node tells of them by events, and ends the process when nobody listens or when a
 * listener throws; here neither does, whatever a cell does with the listeners.
 *
 * @param report - called with what was thrown; throws nothing itself.
 */
export function reportBackgroundErrors(report: (thrown: unknown) => void): void {
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
  process.emit = new Proxy(
    process.emit,
    bare({
      apply: (emit, self, args: [unknown, ...unknown[]]) => {
        const [event, thrown] = args;
        const isError = ERRORS.includes(event);
        if (!isError && event !== 'uncaughtExceptionMonitor') return Reflect.apply(emit, self, args);
        if (isError) report(thrown);
        try {
          Reflect.apply(emit, self, args);
        } catch (error) {
          report(error);
        }
        return true;
      },
    }),
  );
}
