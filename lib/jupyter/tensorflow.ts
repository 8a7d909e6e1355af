/** What tfjs-core keeps while operations nest. It puts its engine under a global name, shared by all its copies. */
interface Engine {
  readonly state: { kernelDepth: number; gradientDepth: number; readonly scopeStack: readonly unknown[] };
  endScope(): void;
}

/**
 * Closes what TensorFlow had open when its code was terminated: unfinished operations would switch gradients off, and an
 * unfinished `tidy` would hold its tensors for ever. Does nothing when TensorFlow is not loaded.
 */
export function repairTensorFlow(): void {
  const { _tfengine: engine } = globalThis as { _tfengine?: Engine }; // tfjs-core 4 sets it
  if (engine === undefined) return;
  while (engine.state.scopeStack.length > 0) engine.endScope();
  engine.state.kernelDepth = 0;
  engine.state.gradientDepth = 0;
}
