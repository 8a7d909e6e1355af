import ts from '@tslab/typescript-for-tslab';
import { versions } from 'tslab';
import { isCompleteCode } from 'tslab/dist/converter';
import { toIndex, toPosition } from './cursor';
import type { CellExecutor } from './executor';
import type { Content } from './wire';

/** Answers a request without running a cell. */
export type Responder = (content: Content) => Content;

/**
 * The requests that a front end may send at any time, and their answers.
 *
 * @param executor - what knows the cells.
 * @returns the request's type, without `_request` → what answers it.
 */
export function responders(executor: CellExecutor): Readonly<Record<string, Responder>> {
  return {
    kernel_info: () => KERNEL_INFO,
    // No kernel of this kind has comms, that is, widgets.
    comm_info: () => ({ comms: {} }),
    history: () => ({ history: [] }),
    is_complete: ({ code }) => {
      const { completed, indent = '' } = isCompleteCode(String(code));
      return completed ? { status: 'complete' } : { status: 'incomplete', indent };
    },
    inspect: ({ code, cursor_pos }) => {
      const text = String(code);
      const info = executor.inspect(text, toIndex(text, Number(cursor_pos)));
      const data = info === undefined ? {} : { 'text/plain': info };
      return { found: info !== undefined, data, metadata: {} };
    },
    complete: ({ code, cursor_pos }) => {
      const text = String(code);
      const { start, end, candidates } = executor.complete(text, toIndex(text, Number(cursor_pos)));
      const [cursor_start, cursor_end] = [toPosition(text, start), toPosition(text, end)];
      return { matches: candidates, cursor_start, cursor_end, metadata: {} };
    },
    interrupt: () => ({}),
  };
}

const KERNEL_INFO: Content = {
  protocol_version: '5.3',
  implementation: 'tslab',
  implementation_version: versions.tslab,
  banner: `TypeScript ${ts.version} on Node ${process.version}, tslab ${versions.tslab}`,
  help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }],
  language_info: {
    name: 'typescript',
    version: ts.version,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    pygments_lexer: 'typescript',
    // JupyterLab and the classic notebook find their highlighter by this.
    codemirror_mode: { name: 'javascript', mode: 'typescript', typescript: true },
    nbconvert_exporter: 'script',
  },
};
