"""Starts the kernel "tslab", asks it for 1 + 1, and prints the answer as JSON."""

import json
import queue
import sys
import time

from jupyter_client.manager import start_new_kernel

LIMIT = 60


def ask() -> str:
    manager, client = start_new_kernel(startup_timeout=LIMIT, kernel_name="tslab")
    try:
        request = client.execute("1 + 1")
        answer = ""
        while True:
            message = client.get_iopub_msg(timeout=LIMIT)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            answer += json.dumps(content.get("data", content.get("text", "")))
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return answer
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


started = time.monotonic()
try:
    answer = ask()
except queue.Empty:
    sys.exit(f"error: the kernel did not answer within {LIMIT} s")
except Exception as error:  # whatever it is, it is what the doctor reports
    sys.exit(f"error: {error}")
if "2" not in answer:
    sys.exit(f"error: the kernel answered {answer} to 1 + 1")
print(json.dumps({"seconds": time.monotonic() - started}))
