"""Which ops PyTorch's step spends its time in: `torch_profile.py eager`.

Reads an assignment and the number of steps, and prints the mean of a step: its milliseconds, and those of each op on
inputs of certain shapes, without the ops that it calls.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import redirect_stdout
from typing import Any

from pytorch import prepare
from torch.profiler import ProfilerActivity, profile

WARM_UP_STEPS = 3


def profile_steps(assignment: dict[str, Any], way: str) -> dict[str, Any]:
    steps = assignment["steps"]
    _, step = prepare(assignment, way)
    for _ in range(WARM_UP_STEPS):
        step()
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as profiler:
        start = time.perf_counter()
        for _ in range(steps):
            step()
        ms = (time.perf_counter() - start) / steps * 1000
    events = profiler.key_averages(group_by_input_shape=True)
    ops = [
        {
            "op": event.key,
            "shapes": " ".join(f"[{' '.join(map(str, shape))}]" for shape in event.input_shapes if shape),
            "calls": event.count / steps,
            "ms": event.self_cpu_time_total / steps / 1000,
        }
        for event in events
    ]
    return {"ms": ms, "ops": ops}


if __name__ == "__main__":
    (way,) = sys.argv[1:]
    with redirect_stdout(sys.stderr):  # what libraries print is no answer
        profiled = profile_steps(json.loads(sys.stdin.readline()), way)
    print(json.dumps(profiled))
