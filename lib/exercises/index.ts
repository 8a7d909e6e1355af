export { exercise, hint, progressReport, resetExercises, solution } from './engine/exercise';
