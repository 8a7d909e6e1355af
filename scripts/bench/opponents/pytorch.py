"""PyTorch's part of `npm run bench`, float32 on the CPU, in one of three ways: `pytorch.py eager`.

eager          contiguous NCHW tensors, as most people write it
channels-last  the same with model and images in the order NHWC, which oneDNN's kernels prefer
compile        channels-last, and the model compiled: with ResNet-18 some percent faster than compiled NCHW.
               The loss stays outside, as is usual; with it inside, ResNet-20 and ResNet-18 took about the same
"""

from __future__ import annotations

import sys
from typing import Any, Callable

import torch
import torch.nn.functional as F
from networks import CLASSES, count_parameters, make_images, make_model
from protocol import Workload, serve
from torch import Tensor, nn

# As in recipe.ts.
LEARNING_RATE = 0.01
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4


def prepare(assignment: dict[str, Any], way: str) -> Workload:
    torch.set_num_threads(assignment["threads"])
    torch.manual_seed(0)
    trains = assignment["kind"] == "train"
    model, images = make_model(assignment), make_images(assignment)
    ready = {"version": f"PyTorch {torch.__version__}", "parameters": count_parameters(model)}
    if way in ("channels-last", "compile"):
        model, images = (x.to(memory_format=torch.channels_last) for x in (model, images))
    if way == "compile":
        # Frozen weights are constants: normalization is folded, and oneDNN brings them into its order once.
        model = torch.compile(model, options=None if trains else {"freezing": True})
    step = trainer(model, images) if trains else predictor(model, images)
    step()  # compiles; a compiler that fails does so before the answer
    return ready, step


def trainer(model: nn.Module, images: Tensor) -> Callable[[], float]:
    labels = torch.arange(len(images)) % CLASSES
    optimizer = torch.optim.SGD(
        model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM, nesterov=True, weight_decay=WEIGHT_DECAY
    )
    model.train()

    def step() -> float:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def predictor(model: nn.Module, images: Tensor) -> Callable[[], Tensor]:
    model.eval()

    @torch.inference_mode()
    def step() -> Tensor:
        return model(images)

    return step


if __name__ == "__main__":
    (way,) = sys.argv[1:]
    serve(lambda assignment: prepare(assignment, way))
