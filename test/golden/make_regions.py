"""Values of torchvision for detectors that read regions: python test/golden/make_regions.py writes regions.json beside itself.

Needs torch and torchvision (made with 2.14.1 and 0.29.1).
"""

import json
import warnings
from pathlib import Path

import torch
import torchvision
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import RoIHeads, fastrcnn_loss
from torchvision.models.detection.rpn import RegionProposalNetwork, RPNHead

warnings.filterwarnings("ignore")
torch.manual_seed(15)


def rounded(tensor: torch.Tensor) -> list:
    return json.loads(json.dumps(tensor.tolist()), parse_float=lambda text: float(f"{float(text):.7g}"))


def boxes(count: int, size: float) -> torch.Tensor:
    corners = torch.rand(count, 2) * size * 0.7
    return torch.round(torch.cat([corners, corners + torch.rand(count, 2) * size * 0.4 + 4], 1) * 8) / 8


def pooling() -> dict:
    """RoI pooling and align with the gradient of a weighed sum to the features, NCHW."""
    features = torch.round(torch.randn(2, 3, 9, 13) * 1000) / 1000
    rois = torch.cat([torch.tensor([[0.0], [1.0], [0.0], [1.0], [1.0], [0.0]]), boxes(6, 40)], 1)
    rois[5, 1:] = torch.tensor([-6.0, 10.0, 60.0, 44.0])  # reaches beyond the picture
    cases = []
    for name, run in {
        "pool 3x2": lambda x: torchvision.ops.roi_pool(x, rois, (3, 2), 0.25),
        "pool 7x7": lambda x: torchvision.ops.roi_pool(x, rois, 7, 0.25),
        "align 3x2": lambda x: torchvision.ops.roi_align(x, rois, (3, 2), 0.25, 2, False),
        "align 2x2 aligned": lambda x: torchvision.ops.roi_align(x, rois, 2, 0.25, 3, True),
        "align 4x4 adaptive": lambda x: torchvision.ops.roi_align(x, rois, 4, 0.25, 0, True),
    }.items():
        x = features.clone().requires_grad_()
        y = run(x)
        weights = torch.cos(torch.arange(y.numel(), dtype=torch.float32)).reshape(y.shape)
        (y * weights).sum().backward()
        cases.append({"name": name, "output": rounded(y.detach().flatten()), "gradient": rounded(x.grad.flatten())})
    return {"features": rounded(features.flatten()), "rois": rounded(rois), "cases": cases}


def proposals() -> dict:
    """One picture of 64 pixels, a map of 8 by 8, 6 anchors a place: proposals, and the loss on all anchors but the ignored."""
    anchors = AnchorGenerator(((16, 24, 32),), ((1.0, 2.0),))
    rpn = RegionProposalNetwork(
        anchors, RPNHead(4, 6), 0.7, 0.3, 1000, 1.0,
        {"training": 200, "testing": 200}, {"training": 20, "testing": 20}, 0.7,
    )
    rpn.eval()
    grid = anchors(ImageList(torch.zeros(1, 3, 64, 64), [(64, 64)]), [torch.zeros(1, 4, 8, 8)])
    objectness, codes = torch.randn(1, 8, 8, 6), torch.randn(1, 8, 8, 24) * 0.3
    flat, moves = objectness.reshape(-1, 1), codes.reshape(-1, 4)
    decoded = rpn.box_coder.decode(moves, grid).view(1, -1, 4)
    kept, scores = rpn.filter_proposals(decoded, flat, [(64, 64)], [grid[0].shape[0]])
    truths = torch.tensor([[10.0, 12.0, 30.0, 44.0], [33.0, 20.0, 59.0, 50.0]])
    labels, matched = rpn.assign_targets_to_anchors(grid, [{"boxes": truths}])
    targets = rpn.box_coder.encode(matched, grid)
    # All that is not ignored counts: so large a sample leaves none out.
    loss, placement = rpn.compute_loss(flat, moves, labels, targets)
    return {
        "objectness": rounded(objectness.flatten()), "codes": rounded(codes.flatten()), "proposals": rounded(kept[0]),
        "scores": rounded(scores[0]), "truths": rounded(truths), "labels": [int(label) for label in labels[0]],
        "loss": {"objectness": loss.item(), "placement": placement.item()},
    }


def heads() -> dict:
    """The multi-task loss of 12 regions and 3 classes, with its gradients, and the detections made of their outputs."""
    scores = (torch.randn(12, 4) * 2).requires_grad_()
    codes = torch.randn(12, 16).requires_grad_()
    labels = torch.tensor([0, 1, 0, 3, 2, 0, 0, 1, 0, 0, 3, 0])
    targets = torch.randn(12, 4)
    classification, placed = fastrcnn_loss(scores, codes, [labels], [targets])
    (classification + 2 * placed).backward()
    regions = boxes(12, 60)
    roi = RoIHeads(None, None, None, 0.5, 0.5, 64, 0.25, None, 0.05, 0.5, 100)
    found, sure, classes = roi.postprocess_detections(scores.detach(), codes.detach(), [regions], [(64, 64)])
    return {
        "scores": rounded(scores.detach()), "codes": rounded(codes.detach()), "labels": labels.tolist(),
        "targets": rounded(targets), "classification": classification.item(), "boxes": placed.item(),
        "scoresGradient": rounded(scores.grad.flatten()), "codesGradient": rounded(codes.grad.flatten()),
        "regions": rounded(regions),
        "detections": [
            {"box": box, "label": label, "score": score}
            for box, label, score in zip(rounded(found[0]), classes[0].tolist(), rounded(sure[0]))
        ],
    }


if __name__ == "__main__":
    values = {"pooling": pooling(), "proposals": proposals(), "heads": heads()}
    (Path(__file__).parent / "regions.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
