export { exercise, hint, progress, resetExercises, solution } from './engine/exercise';
