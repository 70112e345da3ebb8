"""Runs a program, and ends it when standard input is closed.

This is a program of its own, run with `python -I -S`, and imports nothing but the standard library. Standard input is a
pipe from the process that wants the program. The system closes it when that process ends, killed or not, so that no
sandbox is left behind.
"""

import os
import signal
import subprocess
import sys
import threading

# How long the program may take to end by itself, in seconds.
PATIENCE = 5.0


def main(command: list[str]) -> int:
    """Run the command. Return its exit code, or 128 and the number of the signal that ended it."""
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - This is a program.
        return 127
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    threading.Thread(target=end_with_parent, args=[child], daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def end_with_parent(child: "subprocess.Popen[bytes]") -> None:
    """Wait until standard input is closed, then end the child."""
    while os.read(0, 1024):
        pass
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            child.kill()
        else:
            # The whole session, because the program may be a launcher with a child of its own.
            os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.stdout.flush()
    code = main(sys.argv[1:])
    sys.stderr.flush()
    # The thread may be reading standard input, for which an ordinary exit would wait.
    os._exit(code)
