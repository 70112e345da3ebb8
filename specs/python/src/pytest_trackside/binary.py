"""Finds the sandbox's program."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pytest_trackside.errors import SandboxError

NAME = "trackside-mock"
SCRIPTS = (".js", ".cjs", ".mjs")


def find_program(named: str | os.PathLike[str] | None, environment: Mapping[str, str] | None = None) -> list[str]:
    """Return the command that starts the sandbox.

    The program is the one named, that of `TRACKSIDE_MOCK`, that of the npm package `trackside-mock`, or the first on
    the search path. Raises `SandboxError` if there is none, or if the one named cannot be run.
    """
    environment = os.environ if environment is None else environment
    for source, path in (("`binary`", named), ("TRACKSIDE_MOCK", environment.get("TRACKSIDE_MOCK"))):
        if path:
            return command(existing(Path(path).absolute(), source))
    searched = shutil.which(NAME, path=environment.get("PATH", ""))
    found = packaged(Path.cwd()) or (Path(searched).absolute() if searched else None)
    if found is None:
        message = (
            f"there is no `{NAME}`, neither as an npm package nor on the PATH; "
            "install it, or name the program with `binary` or TRACKSIDE_MOCK"
        )
        raise SandboxError(message)
    return command(found)


def existing(path: Path, source: str) -> Path:
    """Return the path if it is a program."""
    right = os.R_OK if path.suffix in SCRIPTS else os.X_OK
    if not path.is_file() or not os.access(path, right):
        message = f"{source} names {path}, which is not a program that can be run; build it, or name another"
        raise SandboxError(message)
    return path


def packaged(start: Path) -> Path | None:
    """Return the program of the npm package, as a project in the folder or above it sees it."""
    for folder in (start, *start.parents):
        package = folder / "node_modules" / NAME
        try:
            manifest = json.loads((package / "package.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        declared = manifest.get("bin") if isinstance(manifest, dict) else None
        path = declared.get(NAME) if isinstance(declared, dict) else declared
        if isinstance(path, str) and (package / path).is_file():
            return package / path
    return None


def command(path: Path) -> list[str]:
    """Return the command for a program. A script is run by Node.js, because not every system runs scripts."""
    if path.suffix not in SCRIPTS:
        return [str(path)]
    node = shutil.which("node")
    if node is None:
        message = f"{path} needs Node.js, and there is no `node` on the PATH; install it, or name another program"
        raise SandboxError(message)
    return [node, str(path)]
