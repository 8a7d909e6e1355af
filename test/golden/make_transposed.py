"""Makes transposed.json: transposed convolutions and their gradients to input, weights and bias by PyTorch.

Run it in this folder: python make_transposed.py
Value i of a tensor is sin(a · i + b) in PyTorch's order, with the waves below, so that no input is stored. The gradients are
those of the sum of output times `upstream`.
"""
import json

import torch
from torch.nn.functional import conv_transpose2d

WAVES = {"input": (0.7, 0.3), "weight": (1.3, 1.1), "bias": (2.1, 0.2), "upstream": (0.9, 2.0)}


def wave(name, shape):
    a, b = WAVES[name]
    i = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return torch.sin(a * i + b).reshape(shape).float()


def case(x, out, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1), output_padding=(0, 0), groups=1):
    inputs = [wave("input", x), wave("weight", (x[1], out // groups, *kernel)), wave("bias", (out,))]
    for tensor in inputs:
        tensor.requires_grad_()
    y = conv_transpose2d(
        *inputs, stride=stride, padding=padding, output_padding=output_padding, groups=groups, dilation=dilation
    )
    (y * wave("upstream", y.shape)).sum().backward()
    values = lambda tensor: [float(f"{value:.7g}") for value in tensor.flatten().tolist()]
    return {
        "inputNCHW": x, "filters": out, "kernel": kernel, "strides": stride, "padding": padding,
        "dilation": dilation, "outputPadding": output_padding, "groups": groups,
        "outputNCHW": list(y.shape), "output": values(y),
        "gradients": {name: values(t.grad) for name, t in zip(("input", "weight", "bias"), inputs)},
    }


cases = [
    case((1, 2, 4, 4), 3, (4, 4), (2, 2), (1, 1)),
    case((2, 2, 3, 5), 2, (3, 3), (2, 2), (1, 1), output_padding=(1, 1)),
    case((1, 4, 3, 4), 6, (3, 3), (2, 2), (1, 1), groups=2),
    case((1, 4, 5, 3), 4, (3, 2), (2, 1), (1, 0), output_padding=(1, 0), groups=4),
    case((1, 2, 4, 3), 2, (3, 3), (1, 1), (2, 2), dilation=(2, 2)),
    case((1, 2, 3, 4), 2, (3, 2), (2, 3), (1, 2), dilation=(2, 3), output_padding=(1, 2)),
    case((1, 4, 3, 3), 2, (2, 3), (3, 2), (0, 1), dilation=(1, 2), output_padding=(2, 1), groups=2),
    case((1, 1, 7, 5), 1, (5, 3), (3, 2), (2, 1), output_padding=(1, 0)),
    case((1, 3, 2, 2), 3, (2, 2), (3, 3), output_padding=(2, 2)),
    case((2, 6, 3, 2), 3, (1, 3), (1, 2), (0, 1), output_padding=(0, 1), groups=3),
    case((1, 2, 1, 5), 2, (4, 1), (4, 1)),
    case((1, 2, 5, 5), 2, (3, 3), (1, 1), (1, 1)),
    case((1, 2, 3, 3), 2, (3, 3), (2, 2), dilation=(3, 1), output_padding=(2, 1)),
]
json.dump({"by": f"torch {torch.__version__}", "waves": WAVES, "cases": cases}, open("transposed.json", "w"))
