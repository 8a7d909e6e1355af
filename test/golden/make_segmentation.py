"""Makes segmentation.json: confusion matrices and measures of random masks by scikit-learn and torchmetrics, and small masks
as Pillow writes them.

Needs torch, torchmetrics, scikit-learn and Pillow. Run it in this folder: python make_segmentation.py
Masks are filled by a linear congruential generator, which the test repeats, so that only the files by Pillow are stored.
"""
import base64
import io
import json

import numpy
import PIL
import sklearn
import torch
import torchmetrics
from PIL import Image
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, jaccard_score
from torchmetrics.classification import MulticlassAccuracy, MulticlassConfusionMatrix, MulticlassJaccardIndex


def labels(count, classes, seed):
    state, out = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out.append((state >> 16) % classes)
    return numpy.array(out)


def by_torchmetrics(truth, predicted, classes, ignore):
    """The ignored label is outside of the classes, as VOC's 255, or one of them."""
    t, p = torch.tensor(truth)[None], torch.tensor(predicted)[None]
    measure = lambda metric, **options: metric(num_classes=classes, ignore_index=ignore, **options)(p, t)
    return {
        "matrix": measure(MulticlassConfusionMatrix).tolist(),
        "pixelAccuracy": measure(MulticlassAccuracy, average="micro").item(),
        "meanAccuracy": measure(MulticlassAccuracy, average="macro").item(),
        "iou": measure(MulticlassJaccardIndex, average="none").tolist(),
        "frequencyWeightedIou": measure(MulticlassJaccardIndex, average="weighted").item(),
        "meanIou": measure(MulticlassJaccardIndex, average="macro").item(),
    }


def border_case(classes, seed):
    """A seventh of the true pixels is 255."""
    truth, other = labels(4000, classes, seed), labels(4000, classes, seed + 100)
    predicted = numpy.where(numpy.arange(4000) % 3 == 0, other, truth)
    truth[::7] = 255
    return {"classes": classes, "seed": seed, **by_torchmetrics(truth, predicted, classes, 255)}


def mask_file(largest, mode, **options):
    """A mask of 5 × 7 pixels whose labels go up to `largest`."""
    pixels = (labels(35, largest + 1, largest).reshape(5, 7)).astype(numpy.uint8)
    image = Image.fromarray(pixels, "L")
    if mode == "P":
        image = Image.fromarray(pixels, "P")
        image.putpalette([value for k in range(256) for value in (k * 7 % 256, k * 31 % 256, 255 - k)])
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return {"mode": mode, "labels": pixels.ravel().tolist(), "png": base64.b64encode(file.getvalue()).decode()}


cases = []
for classes, seed in [(2, 1), (3, 2), (5, 3), (21, 4), (12, 5)]:
    # Masks larger than the number of classes have every class in the truth, which scikit-learn's means need.
    truth, other = labels(4000, classes, seed), labels(4000, classes, seed + 100)
    # Two thirds right, and the last class ignored in the last case.
    predicted = numpy.where(numpy.arange(4000) % 3 == 0, other, truth)
    ignore = classes - 1 if seed == 5 else None
    kept = truth != ignore if ignore is not None else numpy.ones(4000, bool)
    t, p, names = truth[kept], predicted[kept], list(range(classes))
    iou = jaccard_score(t, p, labels=names, average=None, zero_division=0)
    cases.append({
        "classes": classes, "seed": seed, "ignore": ignore,
        "matrix": confusion_matrix(t, p, labels=names).tolist(),
        "pixelAccuracy": accuracy_score(t, p),
        "meanAccuracy": balanced_accuracy_score(t, p),
        "iou": iou.tolist(),
        "frequencyWeightedIou": jaccard_score(t, p, labels=names, average="weighted", zero_division=0),
    })
by = f"scikit-learn {sklearn.__version__}, torchmetrics {torchmetrics.__version__}, Pillow {PIL.__version__}"
borders = [border_case(classes, seed) for classes, seed in [(2, 11), (3, 12), (11, 13), (21, 14)]]
files = [
    mask_file(20, "P"),
    mask_file(1, "P", bits=1),
    mask_file(3, "P", bits=2),
    mask_file(15, "P", bits=4),
    mask_file(255, "P"),
    mask_file(20, "P", transparency=3),
    mask_file(255, "L"),
]
json.dump({"by": by, "cases": cases, "borders": borders, "files": files}, open("segmentation.json", "w"))
