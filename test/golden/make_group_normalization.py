"""Makes group_normalization.json beside this script with PyTorch.

    pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
    python test/golden/make_group_normalization.py

Each case has the output of torch.nn.functional.group_norm and the gradients of sum(output * cotangent) to input, gamma
and beta, in PyTorch's order [n, c, h, w]. Nothing is random: value i of a tensor is sin(a * i + b), rounded to float32,
with a and b of `WAVES`; gamma is 1 more.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
EPSILON = 1e-5

WAVES = {"input": (1.7, 0.3), "gamma": (2.3, 0.5), "beta": (0.9, 1.1), "cotangent": (2.9, 0.7)}

# (input [n, c, h, w], groups): one group is layer normalization, as many as channels instance normalization.
CASES = [
    ([2, 4, 3, 3], 1),
    ([2, 4, 3, 3], 4),
    ([2, 6, 4, 5], 2),
    ([1, 6, 5, 4], 3),
    ([3, 8, 2, 2], 4),
    ([2, 9, 3, 2], 3),
    ([1, 1, 7, 7], 1),
    ([4, 6, 1, 1], 2),
]


def wave(name: str, shape: list[int]) -> torch.Tensor:
    a, b = WAVES[name]
    count = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    values = torch.sin(a * count + b) + (1 if name == "gamma" else 0)
    return values.reshape(shape).float()


def numbers(x: torch.Tensor) -> list[float]:
    """Eight digits tell float32 apart well below the tolerance of the tests."""
    return [float(f"{value:.8g}") for value in x.flatten().tolist()]


def case(shape: list[int], groups: int) -> dict:
    x = wave("input", shape).requires_grad_()
    gamma = wave("gamma", shape[1:2]).requires_grad_()
    beta = wave("beta", shape[1:2]).requires_grad_()
    y = F.group_norm(x, groups, gamma, beta, eps=EPSILON)
    gradients = torch.autograd.grad(y, [x, gamma, beta], wave("cotangent", shape))
    names = ["input", "gamma", "beta"]
    return {
        "inputNCHW": shape,
        "groups": groups,
        "output": numbers(y.detach()),
        "gradients": {name: numbers(gradient) for name, gradient in zip(names, gradients)},
    }


def main() -> None:
    content = {"torch": torch.__version__, "epsilon": EPSILON, "waves": WAVES, "cases": [case(*c) for c in CASES]}
    (HERE / "group_normalization.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
