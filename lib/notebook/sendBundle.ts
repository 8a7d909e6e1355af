/** A display message: one output in several MIME types, of which a front end draws the richest that it knows. */
export interface BundleMessage {
  /** MIME type to content: text as a string, images as base64, JSON types as plain objects. */
  readonly data: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  /** Names the output, so that a later message can replace it. */
  readonly displayId?: string;
  /** Replace the output of this `displayId` instead of adding one. */
  readonly update?: boolean;
}

type WriteDisplayData = (content: object, update: boolean) => void;

/** The end of the path of tslab's module that talks to Jupyter, on every system. */
const JUPYTER_MODULE = /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/;

/**
 * The function with which the running kernel sends display data.
 *
 * A globally installed tslab may run the kernel, so `require('tslab')` from here can be another instance that has no
 * connection. The loaded modules tell which one has.
 */
function findWriter(): WriteDisplayData | undefined {
  for (const [path, module] of Object.entries(require.cache)) {
    if (!JUPYTER_MODULE.test(path)) continue;
    const writer: unknown = module?.exports.lastWriteDisplayData;
    // tslab types this export as a function or null; it is null until the first cell runs.
    if (typeof writer === 'function') return writer as WriteDisplayData;
  }
  return undefined;
}

/**
 * Sends a display bundle to the notebook that runs this process. Works on the course's kernel and on stock tslab.
 *
 * @param message - the bundle, its metadata, and the display it belongs to.
 * @returns false when this process is not a notebook kernel, so that nothing was sent.
 */
export function sendBundle(message: BundleMessage): boolean {
  const write = findWriter();
  if (write === undefined) return false;
  const { data, metadata = {}, displayId, update = false } = message;
  const transient = displayId === undefined ? {} : { display_id: displayId };
  write({ data, metadata, transient }, update);
  return true;
}
