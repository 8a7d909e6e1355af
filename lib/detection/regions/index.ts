export { type BoxRegressor, regressBoxes, trainBoxRegressor } from './boxRegression';
export { type CellWindow, type MapPlace, poolPyramids, windowOnMap } from './pyramidPool';
export { type RidgeOptions, ridgeRegression } from './ridgeRegression';
export { type WarpOptions, warpRegions } from './warp';
