export { type BoxRegressor, regressBoxes, trainBoxRegressor } from './boxRegression';
export { type RidgeOptions, ridgeRegression } from './ridgeRegression';
export { type WarpOptions, warpRegions } from './warp';
