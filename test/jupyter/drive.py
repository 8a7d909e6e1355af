"""Starts a kernel, sends it the steps read from standard input, and prints all that comes back, as JSON.

Input: {"argv": [...], "cwd": "...", "interrupt_mode": "message" | "signal", "env": {...}, "steps": [...]}.
A step sends messages at once: {"send": [[channel, type, content], ...]}, and those of "send_next" when something was printed.
It waits until each has its reply and its idle status, or with "ends" until the process has ended. "interrupt_after"
interrupts that many seconds after something was printed, as often as "interrupts" says; "wait" listens on for some
seconds at the end.
"""

import json
import os
import sys
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager


class Driver:
    def __init__(self, setup):
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=setup["argv"], env=setup.get("env", {}), interrupt_mode=setup.get("interrupt_mode", "message")
        )
        self.manager.start_kernel(cwd=setup["cwd"])
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        # Replies to the requests that asked whether the kernel is ready.
        self.collect([], 0.2)

    def collect(self, found, seconds):
        """Moves what has arrived within some seconds into found."""
        channels = {"iopub": self.client.iopub_channel, "shell": self.client.shell_channel, "control": self.client.control_channel}
        end = time.monotonic() + seconds
        while True:
            for name, channel in channels.items():
                while channel.msg_ready():
                    message = channel.get_msg(timeout=1)
                    found.append(
                        {
                            "channel": name,
                            "type": message["header"]["msg_type"],
                            "parent": message["parent_header"].get("msg_id"),
                            "content": message["content"],
                        }
                    )
            if time.monotonic() >= end:
                return
            time.sleep(0.01)

    def send(self, messages, sent):
        for channel, kind, content in messages:
            message = self.client.session.msg(kind, content)
            getattr(self.client, f"{channel}_channel").send(message)
            sent.append(message["header"]["msg_id"])

    def step(self, step):
        sent, found = [], []
        started = time.monotonic()
        self.send(step["send"], sent)
        if "interrupt_after" in step or "send_next" in step:
            self.collect_until(found, started, step, lambda: any(m["type"] == "stream" for m in found))
        self.send(step.get("send_next", []), sent)
        for _ in range(step.get("interrupts", 1 if "interrupt_after" in step else 0)):
            self.collect(found, step["interrupt_after"])
            self.manager.interrupt_kernel()
        if step.get("ends"):
            self.collect_until(found, started, step, lambda: not self.manager.is_alive())
        else:
            self.collect_until(found, started, step, lambda: self.finished(sent, found, step.get("replies", True)))
        self.collect(found, step.get("wait", 0.05))
        order = {identifier: index for index, identifier in enumerate(sent)}
        for message in found:
            message["of"] = order.get(message.pop("parent"))
        return found

    def collect_until(self, found, started, step, reached):
        while not reached():
            if time.monotonic() - started > step.get("timeout", 60):
                found.append({"channel": "test", "type": "timeout", "parent": None, "content": {}})
                return
            self.collect(found, 0.02)

    @staticmethod
    def finished(sent, found, replies):
        idle = {m["parent"] for m in found if m["content"].get("execution_state") == "idle"}
        answered = {m["parent"] for m in found if m["type"].endswith("_reply")}
        return all(i in idle and (i in answered or not replies) for i in sent)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def main():
    setup = json.load(sys.stdin)
    driver = Driver(setup)
    try:
        answers = json.dumps([driver.step(step) for step in setup["steps"]])
    finally:
        driver.close()
    # The kernel has inherited this pipe, and Node.js makes its pipes non-blocking: long answers would be cut off.
    os.set_blocking(sys.stdout.fileno(), True)
    print(answers)


main()
