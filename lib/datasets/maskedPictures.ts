import { imageFile } from '../images/imageFile';
import { imageShape } from '../images/imageShape';

/** A picture in bytes. */
interface Picture {
  readonly shape: readonly [number, number, number];
  readonly data: Uint8Array;
}

/** Pictures of any size with the class of each pixel, which `segmentation.pixelClassification` trains for. */
export interface MaskedPictures {
  /** Each [h, w, 3] in bytes. */
  readonly images: readonly Picture[];
  /** For each picture [h, w]: positions in `classNames`, or 255 where no class counts, such as the borders of objects. */
  readonly masks: readonly Uint8Array[];
  readonly classNames: readonly string[];
  readonly frame: 'crop' | 'contain';
}

/** The label of pixels that do not count. */
export const IGNORED = 255;

/** A picture's file as bytes; `caller` is who asks, for messages. */
export function readPicture(path: string, caller: string): Picture {
  const image = imageFile(path);
  // Not Uint8Array.from: it collects the values of a large picture in a list first.
  const data = new Uint8Array(image.data.length);
  image.data.forEach((value, i) => {
    data[i] = Math.round(255 * value);
  });
  return { shape: imageShape(image, caller), data };
}
