export { exercise, hint, progress, resetExercises, solution } from './engine/exercise';
export { resetNotebook } from './engine/resetNotebook';
