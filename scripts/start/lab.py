"""JupyterLab that stops when its standard input ends, and so never outlives the process that started it."""

import os
import signal
import sys
import threading
from typing import Callable


def import_quickly() -> Callable[[], int]:
    """Imports JupyterLab without two slow things that it does on import and the course has no use for."""
    # A grammar for internationalized addresses, compiled at every start (1 to 3 s); jsonschema does without it.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # Asking yarn for its settings (0.5 s), which JupyterLab leaves out when it finds no Node.
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = ""
    try:
        from jupyterlab.labapp import main
    finally:
        os.environ["PATH"] = path
    return main


def stop_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    # SIGTERM makes the server shut its kernels down first.
    os.kill(os.getpid(), signal.SIGTERM)


main = import_quickly()
threading.Thread(target=stop_with_parent, daemon=True).start()
sys.exit(main())
