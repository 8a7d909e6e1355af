"""Makes yolo.json beside this script with PyTorch and torchvision.

    pip install torch==2.14.1 torchvision==0.29.1 --index-url https://download.pytorch.org/whl/cpu
    python test/golden/make_yolo.py

The five terms of YOLO's loss (Redmon et al., 2016, equation 3), written object by object, and the gradient of their sum to
the network's output, by autograd. The output [n, rows, columns, 5 * boxes + classes] holds for each box x, y, the roots of
width and height, and the confidence. With priors it holds
YOLO v2's numbers instead (Redmon and Farhadi, 2017, section 2). Value i of it is scale * sin(1.7 * i + 0.3), rounded to float32.
"""

import json
import pathlib

import torch
import torchvision
from torchvision.ops import box_iou

HERE = pathlib.Path(__file__).parent
COORDINATES, IDLE = 5.0, 0.5

# Objects are (label, x1, y1, x2, y2) in pixels.
CASES = [
    {
        "name": "two boxes a cell, square pictures",
        "grid": [3, 3], "boxes": 2, "classes": 4, "picture": [48, 48], "scale": 1.0,
        "objects": [[(0, 3, 5, 20, 30), (3, 30, 28, 44, 47)], [(2, 10, 10, 40, 45)], []],
    },
    {
        "name": "three boxes a cell, a wide picture, an object at each border",
        "grid": [2, 4], "boxes": 3, "classes": 2, "picture": [40, 96], "scale": 0.9,
        "objects": [[(1, 0, 0, 12, 9), (0, 70, 30, 96, 40)], [(0, 50, 2, 61, 38), (1, 0, 20, 8, 40)]],
    },
    {
        "name": "two objects in a cell: the first has it",
        "grid": [2, 2], "boxes": 2, "classes": 3, "picture": [64, 64], "scale": 1.0,
        "objects": [[(1, 4, 4, 24, 30), (2, 6, 8, 28, 28)], [(0, 40, 36, 62, 60)]],
    },
    {
        "name": "boxes that hardly overlap an object",
        "grid": [4, 4], "boxes": 2, "classes": 3, "picture": [64, 64], "scale": 0.25,
        "objects": [[(0, 2, 2, 14, 14), (1, 34, 20, 46, 30)], [(2, 49, 50, 63, 62), (0, 20, 40, 28, 46)]],
    },
    {
        "name": "one box a cell, one cell",
        "grid": [1, 1], "boxes": 1, "classes": 2, "picture": [32, 32], "scale": 1.0,
        "objects": [[(1, 8, 8, 24, 20)]],
    },
    {
        "name": "as in YOLO v2, three priors, a wide picture",
        "grid": [3, 4], "boxes": 3, "classes": 2, "picture": [48, 96], "scale": 1.0,
        "priors": [[0.1, 0.2], [0.3, 0.5], [0.6, 0.25]],
        "objects": [[(1, 10, 4, 30, 40), (0, 60, 20, 90, 30)], [], [(0, 1, 1, 9, 12)]],
    },
]


def from_priors(output, case):
    """YOLO v2's numbers as those of its first version."""
    parts = []
    for j, (width, height) in enumerate(case["priors"]):
        t = output[..., 5 * j : 5 * j + 5]
        roots = [torch.sqrt(width * torch.exp(t[..., 2])), torch.sqrt(height * torch.exp(t[..., 3]))]
        parts += [torch.sigmoid(t[..., 0]), torch.sigmoid(t[..., 1]), *roots, torch.sigmoid(t[..., 4])]
    return torch.cat([torch.stack(parts, dim=-1), output[..., 5 * case["boxes"] :]], dim=-1)


def corners(x, y, root_w, root_h, row, column, case):
    """The box in pixels of numbers that belong to a cell."""
    (rows, columns), (height, width) = case["grid"], case["picture"]
    cx, cy = (column + x) / columns * width, (row + y) / rows * height
    w, h = root_w**2 * width, root_h**2 * height
    return torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])


def terms_of(output, case):
    (rows, columns), (height, width) = case["grid"], case["picture"]
    if "priors" in case:
        output = from_priors(output, case)
    count, boxes, classes = len(case["objects"]), case["boxes"], case["classes"]
    terms = {name: torch.zeros(()) for name in ["middle", "size", "confidence", "idle", "class"]}
    responsible_boxes = []
    for image, objects in enumerate(case["objects"]):
        predicted = output[image, :, :, : 5 * boxes].reshape(rows, columns, boxes, 5)
        idle = torch.ones(rows, columns, boxes, dtype=torch.bool)
        taken = set()
        for label, x1, y1, x2, y2 in objects:
            x, y = (x1 + x2) / 2 / width * columns, (y1 + y2) / 2 / height * rows
            column, row = min(int(x), columns - 1), min(int(y), rows - 1)
            if (row, column) in taken:
                continue
            taken.add((row, column))
            target = torch.tensor([x - column, y - row, ((x2 - x1) / width) ** 0.5, ((y2 - y1) / height) ** 0.5])
            cell = predicted[row, column]
            candidates = torch.stack([corners(*cell[j, :4], row, column, case) for j in range(boxes)]).detach()
            overlap = box_iou(candidates, torch.tensor([[x1, y1, x2, y2]], dtype=torch.float32))[:, 0]
            distance = ((cell[:, :4] - target) ** 2).sum(1).detach()
            best = int(overlap.argmax() if overlap.max() > 0 else distance.argmin())
            responsible_boxes.append([image, row, column, best])
            idle[row, column, best] = False
            error = (cell[best, :4] - target) ** 2
            terms["middle"] = terms["middle"] + COORDINATES * error[:2].sum()
            terms["size"] = terms["size"] + COORDINATES * error[2:].sum()
            terms["confidence"] = terms["confidence"] + (cell[best, 4] - overlap[best]) ** 2
            wanted = torch.eye(classes)[label]
            terms["class"] = terms["class"] + ((output[image, row, column, 5 * boxes :] - wanted) ** 2).sum()
        terms["idle"] = terms["idle"] + IDLE * (predicted[..., 4][idle] ** 2).sum()
    return {name: value / count for name, value in terms.items()}, responsible_boxes


def numbers(x):
    return [float(f"{value:.8g}") for value in x.flatten().tolist()]


def solve(case):
    shape = [len(case["objects"]), *case["grid"], 5 * case["boxes"] + case["classes"]]
    index = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    output = (case["scale"] * torch.sin(1.7 * index + 0.3)).reshape(shape).float().requires_grad_()
    terms, responsible = terms_of(output, case)
    (gradient,) = torch.autograd.grad(sum(terms.values()), output)
    return {
        **case,
        "responsible": responsible,
        "terms": {name: float(value.detach()) for name, value in terms.items()},
        "gradient": numbers(gradient),
    }


def main():
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    content = {**versions, "cases": [solve(case) for case in CASES]}
    (HERE / "yolo.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
