"""Makes segmentation.json: confusion matrices and measures of random masks by scikit-learn.

Masks are filled by a linear congruential generator, which the test repeats, so that no mask is stored.
"""
import json

import numpy
import sklearn
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, jaccard_score


def labels(count, classes, seed):
    state, out = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out.append((state >> 16) % classes)
    return numpy.array(out)


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
json.dump({"by": f"scikit-learn {sklearn.__version__}", "cases": cases}, open("segmentation.json", "w"))
