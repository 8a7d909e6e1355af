"""Makes coco_masks.json: masks of polygons and of packed runs as pycocotools draws them.

Run it in this folder: python make_coco_masks.py QUOKKA RESULTS
QUOKKA is quokka_annotations.json of the package imgaug 0.4.0 (MIT), RESULTS is
results/instances_val2014_fakesegm100_results.json of https://github.com/cocodataset/cocoapi (BSD).
A mask is kept as lengths of runs, column by column, counted with numpy from its pixels.
"""
import json
import sys

import numpy
from pycocotools import mask


def runs(pixels):
    flat = numpy.concatenate([[0], pixels.flatten(order="F")])
    changes = numpy.flatnonzero(numpy.diff(flat))
    return numpy.diff(numpy.concatenate([[0], changes, [flat.size - 1]])).tolist()


def of_polygons(name, polygons, size):
    merged = mask.merge(mask.frPyObjects(polygons, *size))
    return {"name": name, "segmentation": polygons, "size": size, "runs": runs(mask.decode(merged))}


random = numpy.random.default_rng(14)
[quokka] = json.load(open(sys.argv[1]))["polygons"]
cases = [of_polygons("quokka", [[c for p in quokka["keypoints"] for c in (p["x"], p["y"])]], [643, 960])]
for corners in (3, 4, 7, 12):
    polygon = (random.random(2 * corners) * 44 - 2).round(2).tolist()
    cases.append(of_polygons(f"{corners} corners, some outside", [polygon], [37, 40]))
two = [(random.random(10) * 30).round(2).tolist() for _ in range(2)]
cases.append(of_polygons("two parts", two, [30, 33]))
cases.append(of_polygons("a square and a corner twice", [[3, 4, 10, 4, 10, 4, 10, 9, 3, 9]], [12, 15]))
shortest = sorted(json.load(open(sys.argv[2])), key=lambda one: len(one["segmentation"]["counts"]))
for one in shortest[0], shortest[40], shortest[300]:
    packed = one["segmentation"]
    cases.append({
        "name": f"packed runs of image {one['image_id']}", "segmentation": packed["counts"], "size": packed["size"],
        "runs": runs(mask.decode(packed)),
    })
json.dump({"cases": cases}, open("coco_masks.json", "w"))
