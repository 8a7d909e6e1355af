"""The child's side of protocol.ts, in Python."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from typing import Any, Callable

try:
    import resource
except ImportError:  # Windows
    resource = None

Workload = tuple[dict[str, Any], Callable[[], object]]
"""What it says when it is ready, and the step to time."""


def serve(prepare: Callable[[dict[str, Any]], Workload]) -> None:
    """Makes the workload of the first line and answers the others, until the input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    try:
        ready, step = prepare(json.loads(sys.stdin.readline()))
        print(json.dumps(ready), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(time_steps(step, json.loads(line)["steps"])), file=answers, flush=True)
    except Exception as error:
        traceback.print_exc()
        first_line, *_ = [*str(error).strip().splitlines(), ""]
        sys.exit(f"{type(error).__name__}: {first_line}")  # the last line is the one that the parent shows


def time_steps(step: Callable[[], object], steps: int) -> dict[str, Any]:
    start = time.perf_counter()
    for _ in range(steps):
        step()
    ms = (time.perf_counter() - start) / steps * 1000
    return {"ms": ms, "peakBytes": peak_bytes()}


def peak_bytes() -> int | None:
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, the others kilobytes
