"""Makes detection_metrics.json: random truths and predictions, their average precision by pycocotools, and their errors by TIDE.

Needs numpy, pycocotools and tidecv. Run it in this folder: python make_average_precision.py
"""
import contextlib
import io
import json

import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from tidecv import TIDE, Data

CLASSES = (1, 2, 3)


def rounded(values):
    return [round(float(value), 2) for value in values]


def scene(seed, images, crowds, steps, most_extra):
    """Truths, and predictions near them, far from them, twice, and of other classes; scores in so many steps, so that some tie."""
    random = numpy.random.default_rng(seed)
    truths, predictions = [], []

    def predict(image, kind, box):
        score = round(float(random.integers(1, steps + 1)) / steps, 5)
        predictions.append({"image_id": image, "category_id": int(kind), "bbox": rounded(box), "score": score})

    for image in range(1, images + 1):
        for _ in range(random.integers(0, 6)):
            kind = int(random.choice(CLASSES))
            box = numpy.concatenate([random.uniform(0, 140, 2), random.uniform(8, 60, 2)])
            crowd = int(random.uniform() < crowds)
            truths.append({"id": len(truths) + 1, "image_id": image, "category_id": kind, "bbox": rounded(box),
                           "area": float(box[2] * box[3]), "iscrowd": crowd})
            for _ in range(random.integers(0, 4)):
                moved = box + random.normal(0, random.choice([0.5, 3, 10]), 4)
                moved[2:] = numpy.maximum(moved[2:], 2)
                predict(image, kind if random.uniform() < 0.8 else random.choice(CLASSES), moved)
        for _ in range(random.integers(0, most_extra + 1)):
            predict(image, random.choice(CLASSES), numpy.concatenate([random.uniform(0, 140, 2), random.uniform(4, 60, 2)]))
    return truths, predictions


def by_pycocotools(truths, predictions, images):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {"images": [{"id": i, "width": 200, "height": 200} for i in range(1, images + 1)],
                        "annotations": truths, "categories": [{"id": i} for i in CLASSES]}
        coco.createIndex()
        found = coco.loadRes([dict(one) for one in predictions])
        evaluation = COCOeval(coco, found, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    known = numpy.where(precision > -1, precision, numpy.nan)
    return {"thresholds": list(evaluation.params.iouThrs), "perThreshold": numpy.nanmean(known, axis=(1, 2)).tolist(),
            "perClass": numpy.nanmean(known, axis=(0, 1)).tolist(), "mAP": float(numpy.nanmean(known))}


def by_tide(truths, predictions, images):
    known, found = Data("truths"), Data("predictions")
    # TIDE leaves out pictures that it is not told of.
    for image in range(1, images + 1):
        known.add_image(image, str(image))
    for one in truths:
        known.add_ground_truth(one["image_id"], one["category_id"], one["bbox"])
    for one in predictions:
        found.add_detection(one["image_id"], one["category_id"], one["score"], one["bbox"])
    tide = TIDE()
    tide.evaluate(known, found, mode=TIDE.BOX)
    run = tide.runs["predictions"]
    names = {"Cls": "class", "Loc": "localization", "Both": "both", "Dupe": "duplicate", "Bkg": "background", "Miss": "missed"}
    gains = {names[kind.short_name]: gain / 100 for kind, gain in run.fix_main_errors().items()}
    counts = {names[kind.short_name]: count for kind, count in run.count_errors().items()}
    return {"mAP": run.ap / 100, "counts": counts, "gains": gains}


def case(name, seed, images, crowds, steps, most_extra):
    truths, predictions = scene(seed, images, crowds, steps, most_extra)
    known = {"name": name, "images": images,
             "truths": [[t["image_id"], t["category_id"], *t["bbox"], t["iscrowd"]] for t in truths],
             "predictions": [[p["image_id"], p["category_id"], *p["bbox"], p["score"]] for p in predictions],
             "coco": by_pycocotools(truths, predictions, images)}
    return known if crowds > 0 else {**known, "tide": by_tide(truths, predictions, images)}


cases = [
    case("no crowds", 1, 60, 0, 10**5, 4),
    case("a fifth of the truths are crowds", 2, 60, 0.2, 10**5, 4),
    case("scores that tie", 3, 40, 0.1, 5, 6),
    case("more than 100 of a class in a picture", 4, 4, 0, 10**5, 900),
    case("few pictures, no crowds", 7, 12, 0, 10**5, 2),
]
# TIDE counts 100 in a picture, of all classes together.
del cases[3]["tide"]
with open("detection_metrics.json", "w", encoding="utf8") as file:
    json.dump({"cases": cases}, file, separators=(",", ":"))
