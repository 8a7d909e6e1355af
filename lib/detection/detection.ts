import type { Box } from '../spec/box';
import type { ImageSet, Located } from '../training';

/** Images with any number of objects each. */
export type DetectionImages = ImageSet & {
  readonly objects: readonly (readonly Located[])[];
  readonly classNames: readonly string[];
};

/** An object that a detector finds in a picture. */
export interface Detection {
  /** In pixels of the picture. */
  readonly box: Box;
  /** A position in the class names. */
  readonly label: number;
  /** How sure the detector is; the larger the surer. */
  readonly score: number;
}

/** What a picture is called: a number, or a name. All pictures of an evaluation are called in one of these ways. */
export type ImageKey = number | string;

/** What a class is called: a position in the class names, or a name. */
export type ClassKey = number | string;

/** A detection among those of many pictures, as `evaluate` takes it. */
export interface Prediction {
  readonly image: ImageKey;
  readonly class: ClassKey;
  readonly box: Box;
  readonly score: number;
}

/** An object that is there. */
export interface Truth {
  readonly image: ImageKey;
  readonly class: ClassKey;
  readonly box: Box;
  /** Not counted, neither when found nor when missed: a group that COCO calls a crowd, an object that VOC calls difficult. */
  readonly crowd?: boolean;
}

/** What a detector found in one picture, and what it took. */
export interface TimedDetections {
  /** The surest first. */
  readonly detections: readonly Detection[];
  /** Where the time went: finding regions, computing features, and classifying and placing what is in them. */
  readonly seconds: { readonly proposals: number; readonly features: number; readonly heads: number };
  /** How often the network that computes features was run. */
  readonly evaluations: number;
}
