import { boxHeight, boxWidth } from '../../../spec/box';
import { type ImageSet, imageBytes } from '../imageSet';
import type { BoxField } from './boxes';
import type { Field } from './index';
import type { MaskField } from './masks';
import type { NumberField } from './numbers';

/**
 * Checks what can be wrong with a field whatever the task is. Classes are compared with the network's outputs by their task.
 *
 * @throws RangeError naming the image and what to mend
 */
export function checkField(field: Field, images: ImageSet, where: string): void {
  switch (field.kind) {
    case 'classes':
      return;
    case 'numbers':
      checkNumbers(field, where);
      return;
    case 'masks':
      checkMasks(field, images, where);
      return;
    case 'boxes':
      checkBoxes(field, where);
      return;
    default:
      field satisfies never; // a new kind of field does not compile until it is checked
  }
}

function checkNumbers({ data, size }: NumberField, where: string): void {
  const wrong = data.findIndex(value => !Number.isFinite(value));
  if (wrong === -1) return;
  throw new RangeError(
    `${where}: the numbers of image ${Math.floor(wrong / size)} must be finite. Received ${data[wrong]}.`,
  );
}

function checkMasks({ masks, classNames, ignore }: MaskField, images: ImageSet, where: string): void {
  masks.forEach((mask, i) => {
    const [height, width] = imageBytes(images, i).shape;
    if (mask.length !== height * width) {
      throw new RangeError(
        `${where}: the mask of image ${i} must have its size, ${height}×${width} pixels. Received ${mask.length} pixels.`,
      );
    }
    const wrong = mask.find(label => label >= classNames.length && label !== ignore);
    if (wrong === undefined) return;
    throw new RangeError(
      `${where}: the labels of a mask go from 0 to ${classNames.length - 1}, and ${ignore} is ignored. ` +
        `Received ${wrong} in the mask of image ${i}. Mend the mask, or name its class.`,
    );
  });
}

function checkBoxes({ objects, classNames }: BoxField, where: string): void {
  objects.forEach((list, i) => {
    for (const { box, label } of list) {
      if (!box.every(Number.isFinite)) {
        throw new RangeError(
          `${where}: the edges of a box of image ${i} must be finite numbers. Received [${box.join(', ')}]. Mend or remove it.`,
        );
      }
      if (!(boxWidth(box) > 0 && boxHeight(box) > 0)) {
        throw new RangeError(
          `${where}: a box of image ${i} has no area. Received [${box.join(', ')}]. Mend or remove it.`,
        );
      }
      if (label in classNames) continue;
      throw new RangeError(
        `${where}: labels of boxes go from 0 to ${classNames.length - 1}. Received ${label} in image ${i}. Mend it, or name its class.`,
      );
    }
  });
}
