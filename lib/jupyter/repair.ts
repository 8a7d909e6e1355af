import { repairTensorFlow } from './tensorflow';

/** Puts in order what code leaves behind that was terminated halfway. */
export function repair(): void {
  repairTensorFlow();
  forgetHalfLoaded();
}

/** A module whose loading was terminated would stay as it is: without what it had not exported yet. */
function forgetHalfLoaded(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module?.loaded === false) delete require.cache[file];
  }
}
