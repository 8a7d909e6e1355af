export type { Axis, Quantity } from './charts/axis';
export { type BarSeries, type BarsOptions, bars } from './charts/bars';
export { type Bubble, type BubbleSeries, type BubblesOptions, bubbles } from './charts/bubbles';
export { type DifferenceRow, type DifferencesOptions, differences } from './charts/differences';
export { type LedgerNetwork, type LedgerOptions, ledger } from './charts/ledger';
export { type LineSeries, type LinesOptions, lines } from './charts/lines';
export { type PrecisionRecallStepsOptions, precisionRecallSteps } from './charts/precisionRecallSteps';
export { type ScatterOptions, type ScatterSeries, scatter } from './charts/scatter';
export { type Timing, type TimingsOptions, timings } from './charts/timings';
export { type NetworkDiagramOptions, networkDiagram } from './diagram/networkDiagram';
export {
  type BoxedImage,
  type BoxedImagesOptions,
  type BoxMark,
  boxedImages,
  type MarkedBox,
} from './pictures/boxedImages';
export { type BoxesOptions, boxes, type NamedBox } from './pictures/boxes';
export { type CaptionedSurface, type ContoursOptions, contours } from './pictures/contours';
export { type DetectionsOptions, type DrawnDetection, type DrawnObject, detections } from './pictures/detections';
export { type FeatureMapsOptions, featureMaps } from './pictures/featureMaps';
export { type CaptionedMatrix, type HeatMapsOptions, heatMaps } from './pictures/heatMaps';
export { type CaptionedImage, type ImageOptions, type ImagesOptions, image, images } from './pictures/image';
export { type KernelsOptions, kernels } from './pictures/kernels';
export { type MatrixOptions, matrix } from './pictures/matrix';
export { type CaptionedOverlay, type OverlaysOptions, overlays } from './pictures/overlays';
export type { ColorScaleName } from './style/colors';
export type { Figure } from './style/figure';
export type { Matrix } from './style/numbers';
export type { FigureWords } from './style/theme';
export { type ConvolutionStepsOptions, convolutionSteps } from './windows/convolutionSteps';
export { type TransposedStepsOptions, transposedSteps } from './windows/transposedSteps';
export type { WindowAxis } from './windows/windowCells';
export { type WindowChoices, type WindowExplorerOptions, windowExplorer } from './windows/windowExplorer';
export { type CaptionedWindows, windowPlaces } from './windows/windowPlaces';
