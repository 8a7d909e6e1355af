import { restoreRemovedUtil } from '../jupyter/compat';

/** All of TensorFlow.js. On the pure JavaScript backend `tf.node` (image decoding, saved models) is absent. */
export type TensorFlow = typeof import('@tensorflow/tfjs-node');

/** What computes. */
export interface Backend {
  /** `'tensorflow'` is the native library; `'cpu'` is plain JavaScript. */
  readonly name: 'tensorflow' | 'cpu';
  /** Of the native library, or of TensorFlow.js where there is none. */
  readonly version: string;
  /** Why the native library is not used; null when it is. */
  readonly reason: string | null;
}

/** How each of the two is loaded; tests pass their own. */
export interface Loaders {
  native(): TensorFlow;
  javaScript(): TensorFlow;
}

interface Loaded {
  readonly tf: TensorFlow;
  readonly backend: Backend;
}

const afterLoad: (() => void)[] = [];
/** Of TensorFlow.js, once it is loaded. Every op reads some, and its own are getters of getters. */
const properties = {} as TensorFlow; // load fills it
let loaded: Loaded | undefined;

/** Runs `action` when TensorFlow is loaded: at once if it is already. For what registers itself there. */
export function onLoad(action: () => void): void {
  if (loaded === undefined) afterLoad.push(action);
  else action();
}

/**
 * TensorFlow.js on the native library, or on plain JavaScript where the library cannot be loaded.
 * Loading takes about a second and 250 MB, so it happens at the first use of a property.
 */
export const tf: TensorFlow = new Proxy(properties, {
  get: (target, key) => {
    load();
    return Reflect.get(target, key);
  },
  has: (_target, key) => Reflect.has(load().tf, key),
  ownKeys: () => Reflect.ownKeys(load().tf),
  getOwnPropertyDescriptor: (_target, key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(load().tf, key);
    return descriptor && { ...descriptor, configurable: true };
  },
});

/** Which backend is in use. Reading it loads TensorFlow. */
export const backend: Backend = {
  get name() {
    return load().backend.name;
  },
  get version() {
    return load().backend.version;
  },
  get reason() {
    return load().backend.reason;
  },
};

function load(): Loaded {
  if (loaded !== undefined) return loaded;
  prepareEnvironment(process.env);
  restoreRemovedUtil();
  loaded = selectBackend(
    {
      native: () => require('@tensorflow/tfjs-node'),
      javaScript: () => require('@tensorflow/tfjs'),
    },
    line => process.stderr.write(`${line}\n`),
  );
  Object.assign(properties, loaded.tf);
  for (const action of afterLoad) action();
  return loaded;
}

/**
 * Sets what TensorFlow reads when it is loaded; what the user set stays.
 *
 * oneDNN is on or off for the whole process. It nearly halves a training step, brings the gradients of dilated and
 * grouped convolutions, and helps inference on batches. Milliseconds on two cores with and without it: training step of
 * ResNet-20, batch 64: 187 / 326; after optimizeForInference at 224×224, batch 8: ResNet-18 199 / 266, ResNet-50
 * 508 / 561, VGG-16 1429 / 1844.
 */
export function prepareEnvironment(env: NodeJS.ProcessEnv): void {
  env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
}

/**
 * Loads the native library, or plain JavaScript with the reason.
 *
 * @param warn receives one line when the native library is missing
 */
export function selectBackend(loaders: Loaders, warn: (line: string) => void): Loaded {
  try {
    const tf = loaders.native();
    return { tf, backend: { name: 'tensorflow', version: nativeVersion(tf), reason: null } };
  } catch (error) {
    const tf = loaders.javaScript();
    useQuietly(tf);
    const reason = firstLine(error);
    warn(
      `TensorFlow runs in plain JavaScript, many times slower than the native library: ${reason} ` +
        'Run `npx convnets doctor --fix` to mend it.',
    );
    return { tf, backend: { name: 'cpu', version: tf.version.tfjs, reason } };
  }
}

/** Computes in plain JavaScript, which advertises the native library at its first tensor unless this flag is on. */
export function useQuietly(tf: TensorFlow): void {
  tf.setBackend('cpu');
  tf.env().set('PROD', true);
  tf.tensor([0]).dispose();
  tf.env().set('PROD', false);
}

function nativeVersion(tf: TensorFlow): string {
  const { binding } = tf.backend() as { binding?: { TF_Version: string } }; // tfjs-node's backend; not in the public types
  return binding?.TF_Version ?? tf.version['tfjs-node'];
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.trim().replace(/[.:]?$/, '.');
}
