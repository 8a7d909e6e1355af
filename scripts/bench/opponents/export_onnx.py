"""Writes the network of an assignment to an ONNX file, given as argument, and answers when it is there."""

from __future__ import annotations

import sys
from typing import Any

import torch
from networks import count_parameters, make_images, make_model
from protocol import Workload, serve


def prepare(assignment: dict[str, Any], path: str) -> Workload:
    torch.manual_seed(0)
    model = make_model(assignment).eval()
    torch.onnx.export(model, (make_images(assignment),), path, dynamo=True)
    return {"version": f"PyTorch {torch.__version__}", "parameters": count_parameters(model)}, lambda: None


if __name__ == "__main__":
    (path,) = sys.argv[1:]
    serve(lambda assignment: prepare(assignment, path))
