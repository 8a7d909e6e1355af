"""Makes upsampling.json: resized feature maps by torch.nn.functional.interpolate, values and gradients.

    pip install torch==2.13.0; cd test/golden; python make_upsampling.py

Inputs and gradients of the outputs are sines of the index, row-major over NCHW, which the test repeats.
"""
import json

import torch


def wave(shape, speed):
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) * speed).float().reshape(shape)


SHAPES = [
    ([1, 1, 1, 1], [3, 4]), ([1, 1, 3, 4], [6, 8]), ([2, 3, 5, 4], [13, 9]), ([1, 2, 7, 9], [7, 9]),
    ([1, 2, 8, 6], [3, 4]), ([1, 1, 2, 5], [1, 20]), ([1, 2, 4, 4], [12, 20]), ([1, 3, 6, 7], [11, 13]),
]
cases = []
for shape, size in SHAPES:
    for mode, corners in [("nearest", None), ("bilinear", False), ("bilinear", True)]:
        x = wave(shape, 0.7).requires_grad_()
        y = torch.nn.functional.interpolate(x, size=size, mode=mode, align_corners=corners)
        y.backward(wave(y.shape, 1.3))
        cases.append({
            "inputNCHW": shape, "size": size, "method": mode, "alignCorners": bool(corners),
            "output": y.detach().flatten().tolist(), "gradient": x.grad.flatten().tolist(),
        })
rounded = [{**c, "output": [round(v, 6) for v in c["output"]], "gradient": [round(v, 6) for v in c["gradient"]]} for c in cases]
json.dump({"by": f"torch {torch.__version__}", "cases": rounded}, open("upsampling.json", "w"))
