"""Makes real_predictions.json: what a detector of the course finds in test scenes, and its average precision by pycocotools.

Needs numpy and pycocotools. The predictions come from the course itself, on standard input. In this folder:
node --import tsx ../support/realPredictions.ts | python make_real_predictions.py
"""
import contextlib
import io
import json
import sys

import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

found = json.load(sys.stdin)
images = sorted({row[0] for row in found["truths"]})
classes = sorted({row[1] for row in found["truths"] + found["predictions"]})


def coco_of(row):
    image, kind, x, y, width, height, _ = row
    return {"image_id": image, "category_id": kind, "bbox": [x, y, width, height], "area": width * height}


with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO()
    truth.dataset = {
        "images": [{"id": image} for image in images],
        "categories": [{"id": kind} for kind in classes],
        "annotations": [{"id": n + 1, "iscrowd": 0, **coco_of(row)} for n, row in enumerate(found["truths"])],
    }
    truth.createIndex()
    evaluation = COCOeval(truth, truth.loadRes([{**coco_of(row), "score": row[6]} for row in found["predictions"]]), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()

precision = evaluation.eval["precision"][:, :, :, 0, -1]
precision = numpy.where(precision < 0, numpy.nan, precision)
found["coco"] = {
    "perThreshold": [float(numpy.nanmean(numpy.nanmean(one, axis=0))) for one in precision],
    "mAP": float(numpy.nanmean(precision)),
}
with open("real_predictions.json", "w") as file:
    json.dump(found, file)
    file.write("\n")
