export { systemErrorCode } from '../../files/systemProblem';
