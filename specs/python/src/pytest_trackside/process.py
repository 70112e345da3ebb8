"""The sandbox's process."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pytest_trackside import supervisor
from pytest_trackside.errors import SandboxError

# How much of what the program writes to standard error is kept, in characters.
KEPT = 4000


@dataclass(frozen=True)
class Ready:
    """What the sandbox prints when it is ready."""

    origin: str
    port: int
    token: str | None


class SandboxProcess:
    """A sandbox in a process of its own, which ends with this one."""

    def __init__(self, command: list[str], timeout: float) -> None:
        """Start it, and wait until it is ready.

        Raises `SandboxError` if it ends before, or takes longer than `timeout` seconds.
        """
        self._said = ""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(supervisor.__file__)), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            # Ctrl-C is for this process, which then stops the sandbox when no test needs it any more.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        lines: queue.Queue[str] = queue.Queue(1)
        self._readers = [
            threading.Thread(target=self._read_stdout, args=[lines], daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        try:
            self.ready = self._first_line(lines, timeout)
        except BaseException:
            self.end()
            raise

    def ended(self) -> str | None:
        """Say how it ended, with its last words, or return None while it runs."""
        code = self._process.poll()
        return None if code is None else self._with_words(f"exit code {code}")

    def end(self) -> None:
        """End it, and wait until it has ended."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(2 * supervisor.PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(supervisor.PATIENCE)
        if not self._readers_end(1.0):
            # The supervisor was killed, and the sandbox it has left behind holds the pipes open.
            self._kill_session()
            self._readers_end(supervisor.PATIENCE)
        for reader, stream in zip(self._readers, (self._process.stdout, self._process.stderr), strict=True):
            # To close a stream that a thread is reading would wait for the thread.
            if stream is not None and not reader.is_alive():
                stream.close()

    def _readers_end(self, timeout: float) -> bool:
        for reader in self._readers:
            reader.join(timeout)
        return not any(reader.is_alive() for reader in self._readers)

    def _kill_session(self) -> None:
        if sys.platform != "win32":
            # The supervisor leads the session. Its number is not given away while a process is left in it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _first_line(self, lines: "queue.Queue[str]", timeout: float) -> Ready:
        try:
            line = lines.get(timeout=timeout)
        except queue.Empty:
            message = self._with_words(f"the sandbox was not ready after {timeout:g} s; give it longer with `timeout`")
            raise SandboxError(message) from None
        if line == "":
            # Nothing more will come from the program, and the reader gets the rest of what it said.
            self.end()
            message = self._with_words(
                f"the sandbox ended before it was ready, with exit code {self._process.returncode}"
            )
            raise SandboxError(message)
        try:
            fields = json.loads(line)
            return Ready(str(fields["origin"]), int(fields["port"]), fields["token"])
        except (ValueError, KeyError, TypeError):
            message = self._with_words(
                "the sandbox's first line is not what --ready-json prints; is this the program's newest version? "
                f"It says: {line.rstrip()}"
            )
            raise SandboxError(message) from None

    def _read_stdout(self, lines: "queue.Queue[str]") -> None:
        stdout = _opened(self._process.stdout)
        lines.put(stdout.readline().decode(errors="replace"))
        # A full pipe would stop the sandbox.
        while stdout.read(4096):
            pass

    def _read_stderr(self) -> None:
        for line in _opened(self._process.stderr):
            self._said = (self._said + line.decode(errors="replace"))[-KEPT:]

    def _with_words(self, what: str) -> str:
        return f"{what}\n{self._said}".strip()


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        message = "the stream is a pipe"
        raise AssertionError(message)
    return stream


def environment() -> dict[str, str]:
    """Return this environment without the sandbox's own variables, which would change it from machine to machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRACKSIDE_")}
