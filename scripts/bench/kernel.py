"""Prints the milliseconds from the start of the course's kernel until a cell, given as argument, has run."""

import sys
import time

from jupyter_client.manager import KernelManager

TIMEOUT_SECONDS = 120


def main(code: str) -> None:
    manager = KernelManager(kernel_name="tslab")
    start = time.perf_counter()
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT_SECONDS)
        reply = client.execute_interactive(code, timeout=TIMEOUT_SECONDS, output_hook=lambda message: None)
        milliseconds = (time.perf_counter() - start) * 1000
        if reply["content"]["status"] != "ok":
            sys.exit(f"The cell failed: {reply['content']}")
        print(milliseconds)
    finally:
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main(sys.argv[1])
