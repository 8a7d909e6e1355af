"""Runs one notebook through its kernel.

Standard input: one line of JSON, {"notebook", "folder", "cellSeconds", "notebookSeconds"}. The end of the input, which
comes when the parent process stops or dies, ends the run.
Standard output: one JSON object a line. {"event": "cell", ...} after each code cell; then {"event": "done", ...} with
the executed notebook, or {"event": "failed", ...}.

The kernel runs in a process group of its own, which is killed at the end, whatever happened. An interrupt would not
do: JavaScript in a synchronous loop does not notice it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any, Iterator

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

SAMPLE_SECONDS = 0.25
# Stock tslab refuses the cells that reach it within 200 ms of an error.
PAUSE_AFTER_ERROR_SECONDS = 0.3
STARTUP_SECONDS = 60
SHORTEST_LIMIT_SECONDS = 0.01  # nbclient takes zero for no limit
LAST_WORDS_LINES = 10
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Limits:
    cell_seconds: float
    notebook_seconds: float


@dataclass
class Memory:
    """Peak of the kernel's memory in bytes, taken where the private part was largest.

    Shared are the pages of files, such as libraries, which several kernels use together. Only Linux counts them apart.
    """

    private: int = 0
    shared: int = 0

    def sample(self, pid: int) -> None:
        private = shared = 0
        for process in process_tree(pid):
            with contextlib.suppress(psutil.Error):
                info = process.memory_info()
                pages_of_files = getattr(info, "shared", 0)
                private += info.rss - pages_of_files
                shared += pages_of_files
        if private > self.private:
            self.private, self.shared = private, shared


@dataclass
class Failure(Exception):
    """A cell that did not run as it should. `cell` is its index among all cells."""

    cell: int
    kind: str  # error | stderr | cell-time | notebook-time | died
    message: str


def process_tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill_group(pid: int) -> None:
    """Kills the kernel and all that it started."""
    for process in process_tree(pid):
        with contextlib.suppress(psutil.Error):
            process.kill()
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def emit(event: str, **content: Any) -> None:
    print(json.dumps({"event": event, **content}), flush=True)


async def sample_memory(pid: int, peak: Memory) -> None:
    while True:
        peak.sample(pid)
        await asyncio.sleep(SAMPLE_SECONDS)


def texts(cell: Any, name: str) -> Iterator[str]:
    return (out.text for out in cell.outputs if out.output_type == "stream" and out.name == name)


def problem_of(cell: Any, reply: dict[str, Any]) -> tuple[str, str] | None:
    """What went wrong in a cell: (kind, message).

    Stock tslab sends no `error` output, only a status and text on stderr. An unhandled rejection has not even that
    status, so text on stderr counts by itself.
    """
    errors = [out for out in cell.outputs if out.output_type == "error"]
    stderr = ANSI.sub("", "".join(texts(cell, "stderr"))).strip()
    if errors:
        return "error", f"{errors[0].ename}: {errors[0].evalue}"
    if reply["content"]["status"] != "ok":
        return "error", stderr or f"the kernel answered '{reply['content']['status']}' without a message"
    return ("stderr", stderr) if stderr else None


def merge_streams(cell: Any) -> None:
    """Joins neighbouring pieces of text. Only at the end: displays that are updated later are found by their index."""
    merged: list[Any] = []
    for output in cell.outputs:
        last = merged[-1] if merged else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            merged.append(output)
    cell.outputs = merged


class Run:
    """One notebook in one kernel."""

    def __init__(self, notebook: Any, folder: str, limits: Limits) -> None:
        self.limits = limits
        self.peak = Memory()
        self.reply: dict[str, Any] = {}
        self.started = time.monotonic()
        # What the process itself says, past Jupyter. It gets no pipe of ours: Node would make that one non-blocking.
        self.native_stderr = tempfile.TemporaryFile()
        self.client = NotebookClient(
            notebook,
            timeout_func=lambda cell: max(self.seconds_left(), SHORTEST_LIMIT_SECONDS),
            startup_timeout=STARTUP_SECONDS,
            allow_errors=True,
            record_timing=False,
            resources={"metadata": {"path": folder}},
            on_cell_executed=self.keep_reply,
        )

    def keep_reply(self, cell: Any, cell_index: int, execute_reply: dict[str, Any]) -> None:
        self.reply = execute_reply

    async def execute(self) -> None:
        """Runs all cells.

        Raises:
            Failure: a cell failed, ran too long, or took the kernel with it.
        """
        self.client.reset_execution_trackers()
        manager = self.client.create_kernel_manager()
        starting = asyncio.ensure_future(
            self.client.async_start_new_kernel(stdout=subprocess.DEVNULL, stderr=self.native_stderr)
        )
        sampler: asyncio.Task[None] | None = None
        try:
            await asyncio.shield(starting)
            sampler = asyncio.create_task(sample_memory(manager.provisioner.pid, self.peak))
            await self.client.async_start_new_kernel_client()
            await self.execute_cells(manager.provisioner.pid)
        finally:
            if sampler is not None:
                sampler.cancel()
            await starting  # a kernel that is half started can not be killed yet
            kill_group(manager.provisioner.pid)
            await manager.shutdown_kernel(now=True)
            if self.client.kc is not None:
                self.client.kc.stop_channels()

    def last_words(self) -> str:
        self.native_stderr.seek(0)
        lines = self.native_stderr.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-LAST_WORDS_LINES:])

    def seconds_left(self) -> float:
        return min(self.limits.cell_seconds, self.limits.notebook_seconds - (time.monotonic() - self.started))

    async def execute_cells(self, pid: int) -> None:
        self.started = time.monotonic()
        code = [(i, cell) for i, cell in enumerate(self.client.nb.cells) if cell.cell_type == "code"]
        for done, (index, cell) in enumerate(code, start=1):
            await self.execute_cell(index, cell)
            self.peak.sample(pid)
            emit("cell", done=done, seconds=time.monotonic() - self.started, memory=asdict(self.peak))
        for _, cell in code:
            merge_streams(cell)

    async def execute_cell(self, index: int, cell: Any) -> None:
        of_notebook = self.seconds_left() < self.limits.cell_seconds
        self.reply = {}
        try:
            await self.client.async_execute_cell(cell, index)
        except CellTimeoutError:
            kind = "notebook-time" if of_notebook else "cell-time"
            allowed = self.limits.notebook_seconds if of_notebook else self.limits.cell_seconds
            what = "the notebook" if of_notebook else "this cell"
            raise Failure(index, kind, f"{what} ran longer than {allowed:g} s; the kernel was killed") from None
        except DeadKernelError:
            message = f"the kernel process ended while this cell ran\n{self.last_words()}".strip()
            raise Failure(index, "died", message) from None
        if not self.reply:
            return  # nbclient does not run an empty cell
        cell.execution_count = self.reply["content"].get("execution_count", cell.execution_count)
        problem = problem_of(cell, self.reply)
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if expected and problem is None:
            raise Failure(index, "error", "this cell is tagged raises-exception, but it did not fail")
        if expected:
            await asyncio.sleep(PAUSE_AFTER_ERROR_SECONDS)
        elif problem is not None:
            raise Failure(index, *problem)


async def run(request: dict[str, Any]) -> int:
    limits = Limits(request["cellSeconds"], request["notebookSeconds"])
    execution = Run(nbformat.from_dict(request["notebook"]), request["folder"], limits)
    failure: Failure | None = None
    try:
        await execution.execute()
    except Failure as caught:
        failure = caught
    summary = {"seconds": time.monotonic() - execution.started, "memory": asdict(execution.peak)}
    if failure is not None:
        emit("failed", **asdict(failure), **summary)
        return 1
    emit("done", notebook=execution.client.nb, **summary)
    return 0


def cancel_at_end_of_input(task: asyncio.Task[int]) -> None:
    """Ends the run when the parent closes the pipe or dies, on every system, and when this process is told to end."""
    loop = task.get_loop()

    def cancel(*_: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(task.cancel)

    def wait() -> None:
        sys.stdin.read()
        cancel()

    signal.signal(signal.SIGTERM, cancel)
    threading.Thread(target=wait, daemon=True).start()


async def main() -> int:
    # Ctrl-C reaches the whole terminal; the parent decides, and closes this process's input.
    signal.signal(signal.SIGINT, lambda *_: None)
    request = json.loads(sys.stdin.readline())
    task = asyncio.create_task(run(request))
    cancel_at_end_of_input(task)
    try:
        return await task
    except asyncio.CancelledError:
        return 130


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stdout.flush()
    os._exit(code)  # the reader thread may still wait for input
