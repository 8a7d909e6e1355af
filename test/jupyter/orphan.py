"""Starts a kernel and ends without a word, as a Jupyter that was killed. Prints the kernel's process id."""

import json
import os
import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

setup = json.load(sys.stdin)
manager = KernelManager()
manager._kernel_spec = KernelSpec(argv=setup["argv"], env=setup["env"], interrupt_mode=setup["interrupt_mode"])
manager.start_kernel(cwd=setup["cwd"])
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
print(manager.provisioner.pid, flush=True)
os._exit(0)
