"""Makes boxes.json: what torchvision's detection utilities make of random boxes.

Needs torch and torchvision. Run it in this folder: python make_boxes.py
"""
import json

import torch
import torchvision
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.ops import box_iou, clip_boxes_to_image, remove_small_boxes

generator = torch.Generator().manual_seed(15)


def boxes(count, size=100.0):
    corner = torch.rand(count, 2, generator=generator) * size * 0.8
    sides = torch.rand(count, 2, generator=generator) * size * 0.4 + 1
    return torch.round(torch.cat([corner, corner + sides], 1) * 8) / 8


def anchors(image, grid, sizes, ratios):
    generated = AnchorGenerator((sizes,), (ratios,))(
        ImageList(torch.zeros(1, 3, *image), [image]), [torch.zeros(1, 8, *grid)])[0]
    return {"imageSize": image, "gridSize": grid, "sizes": sizes, "aspectRatios": ratios, "anchors": generated.tolist()}


def matches(truths, candidates, high, low, low_quality):
    quality = box_iou(truths, candidates)
    return {"high": high, "low": low, "lowQuality": low_quality,
            "truths": Matcher(high, low, allow_low_quality_matches=low_quality)(quality).tolist(),
            "overlaps": quality.max(dim=0).values.tolist()}


def matching(candidates):
    truths = boxes(6)
    return {"truths": truths.tolist(), "boxes": candidates.tolist(),
            "cases": [matches(truths, candidates, *case) for case in [
                (0.7, 0.3, True), (0.7, 0.3, False), (0.5, 0.5, False), (0.5, 0.4, True), (0.35, 0.1, True)]]}


def coding():
    coder = BoxCoder((10.0, 10.0, 5.0, 5.0))
    references, wanted = boxes(40), boxes(40)
    codes = torch.randn(40, 4, generator=generator) * torch.tensor([4.0, 4.0, 8.0, 8.0])
    return {"weights": [10, 10, 5, 5], "references": references.tolist(), "boxes": wanted.tolist(),
            "encoded": coder.encode_single(wanted, references).tolist(),
            "codes": codes.tolist(), "decoded": coder.decode_single(codes, references).tolist()}


def clipping():
    many = boxes(40) - 20
    return {"imageSize": [60, 70], "boxes": many.tolist(), "clipped": clip_boxes_to_image(many, (60, 70)).tolist(),
            "minSize": 10.5, "large": remove_small_boxes(many, 10.5).tolist()}


grid = anchors((96, 128), (12, 16), (16, 32), (0.5, 1.0, 2.0))
known = {
    "madeBy": f"torch {torch.__version__}, torchvision {torchvision.__version__}",
    "anchors": [
        anchors((600, 800), (37, 50), (128,), (0.5, 1.0, 2.0)),
        anchors((100, 64), (7, 4), (8, 15, 31), (0.3, 1.0, 1.7, 3.0)),
        anchors((33, 33), (11, 9), (3,), (1.0,)),
    ],
    "matching": [matching(torch.tensor(grid["anchors"])), matching(boxes(150))],
    "coding": coding(),
    "clipping": clipping(),
}
# The first grid is long; its first and last rows of cells tell enough.
first = known["anchors"][0]["anchors"]
known["anchors"][0]["count"] = len(first)
known["anchors"][0]["anchors"] = first[:150] + first[-150:]
with open("boxes.json", "w", encoding="utf8") as file:
    json.dump(known, file, separators=(",", ":"))
