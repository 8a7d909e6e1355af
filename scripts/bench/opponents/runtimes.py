"""The runtimes' part of `npm run bench`: inference in float32 of a network that export_onnx.py wrote.

`runtimes.py onnxruntime` or `runtimes.py openvino`; PyTorch is not loaded.
"""

from __future__ import annotations

import sys
from typing import Any, Callable

import numpy as np
from protocol import Workload, serve

Runner = tuple[str, Callable[[], object]]
"""Name with version, and the step to time."""


def onnxruntime(path: str, images: np.ndarray, threads: int) -> Runner:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (network_input,) = session.get_inputs()
    return f"onnxruntime {onnxruntime.__version__}", lambda: session.run(None, {network_input.name: images})


def openvino(path: str, images: np.ndarray, threads: int) -> Runner:
    import openvino

    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": threads,
    }
    request = openvino.Core().compile_model(path, "CPU", settings).create_infer_request()
    version, *_ = openvino.__version__.split("-")  # the rest names the build
    return f"OpenVINO {version}", lambda: request.infer([images], share_inputs=True, share_outputs=True)


RUNTIMES = {"onnxruntime": onnxruntime, "openvino": openvino}


def prepare(assignment: dict[str, Any], runtime: str) -> Workload:
    height, width, channels = assignment["network"]["inputShape"]
    shape = (assignment["batch"], channels, height, width)
    images = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
    onnx = assignment["onnx"]
    version, step = RUNTIMES[runtime](onnx["path"], images, assignment["threads"])
    return {"version": version, "parameters": onnx["parameters"]}, step


if __name__ == "__main__":
    (runtime,) = sys.argv[1:]
    serve(lambda assignment: prepare(assignment, runtime))
