"""World files: what a sandbox has when it starts."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

World = str | os.PathLike[str] | Mapping[str, object]
"""A world file: its path, the text of one (of more than one line), or its content as a mapping."""


@contextmanager
def world_file(world: World | None) -> Iterator[Path | None]:
    """Give the path of a file with the world, which is removed afterwards if it was written here."""
    text = world_text(world)
    if text is None:
        yield None if world is None or isinstance(world, Mapping) else Path(world).absolute()
        return
    with tempfile.TemporaryDirectory(prefix="trackside-") as folder:
        path = Path(folder, "world.json" if isinstance(world, Mapping) else "world.yaml")
        path.write_text(text, encoding="utf-8")
        yield path


def world_text(world: World | None) -> str | None:
    """Return the text of a world that is not in a file."""
    if isinstance(world, Mapping):
        return json.dumps(world, default=str)
    return world if isinstance(world, str) and "\n" in world else None


def sets_clock(path: Path) -> bool:
    """Say whether a world file has a time for the clock (`now`) at its top level."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        # The sandbox says what is wrong with the file.
        return False
    try:
        content = json.loads(text)
    except ValueError:
        # In YAML, a key of the top level is the only thing that can stand at the start of a line.
        return re.search(r"""^(["']?)now\1\s*:""", text, re.MULTILINE) is not None
    return isinstance(content, dict) and content.get("now") is not None
