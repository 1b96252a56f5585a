"""Kernels for the batch: in the interpreter that runs this program, and quick to start.

A fresh kernel spends more time importing than most notebooks spend working. On Linux each worker keeps one process that
has the imports behind it and forks from it: every notebook still gets a process of its own, in which nothing has
run, a tenth of a second after it was asked for. Elsewhere, where forking after such imports is not safe, kernels are
started in the ordinary way.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

KERNEL = "python3"
FORKS = sys.platform == "linux"
PROVISIONER = "minzheng"
#: What every notebook with a figure ends up importing, beside what it names itself.
ALWAYS = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
)


def register_kernel(folder: Path) -> None:
    """Describe this interpreter as the kernel ``python3`` in a folder of its own."""
    metadata: dict[str, Any] = {"debugger": False, "supported_encryption": "curve"}
    metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": metadata,
    }
    place = folder / "kernels" / KERNEL
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def prepare(kernels: Path, imports: Sequence[str]) -> None:
    """In a new process: make our kernel the first that is found, begin to warm it up, and keep the libraries quiet.

    ``imports``: modules that the notebooks will ask for; only those of this package are imported ahead.
    """
    known = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(kernels) + (os.pathsep + known if known else "")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    for library in ("papermill", "traitlets"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    ours = f"{__name__}:{'WarmProvisioner' if FORKS else 'Provisioner'}"
    entry = EntryPoint(PROVISIONER, ours, KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[PROVISIONER] = entry
    if FORKS:
        from multiprocessing import forkserver

        own = [name for name in imports if name.split(".")[0] == "analysis"]
        _forking().set_forkserver_preload([*ALWAYS, *own])
        forkserver.ensure_running()


@cache
def _forking() -> multiprocessing.context.ForkServerContext:
    return multiprocessing.get_context("forkserver")


class Provisioner(LocalProvisioner):
    """Ends a kernel without a word.

    Jupyter interrupts a kernel before it kills it. Papermill's last question to a kernel is answered before the kernel
    is done with it, so that the interrupt may still meet it there, and the kernel complains on the terminal of a
    notebook that went well. One that is killed next needs no interrupt.
    """

    async def send_signal(self, signum: int) -> None:
        if signum != signal.SIGINT or not getattr(self.parent, "shutting_down", False):
            await super().send_signal(signum)


class WarmProvisioner(Provisioner):
    """Starts a kernel as a fork of the process that has the imports behind it."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        environment, folder = kwargs.get("env") or os.environ, str(kwargs.get("cwd") or Path.cwd())
        process = _forking().Process(
            target=_run_kernel, args=(cmd[cmd.index("-f") + 1], dict(environment), folder), daemon=False
        )
        process.start()
        self.process = _Forked(process)  # type: ignore[assignment]
        # The kernel leads a group of its own, as its first act; asking for the group could still find ours.
        self.pid = self.pgid = process.pid
        self.cwd = folder  # type: ignore[assignment]
        return self.connection_info


def _run_kernel(connection_file: str, environment: Mapping[str, str], folder: str) -> None:
    """The life of a kernel, in its own process."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [sys.argv[0]]
    from ipykernel.kernelapp import IPKernelApp

    # It ends when the process that it was forked from does, so that none outlives a report.
    IPKernelApp.launch_instance(argv=["-f", connection_file], parent_handle=os.getppid())


class _Forked:
    """What Jupyter asks of a process (that of :class:`subprocess.Popen`), for one that was forked."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
