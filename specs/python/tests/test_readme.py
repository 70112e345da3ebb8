import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = [
    (match["path"] or "no file", match["text"], match["output"])
    for match in re.finditer(
        r"(?:<!-- (?P<path>\S+) -->\n)?```(?:python|yaml|ini)\n(?P<text>.*?)```(?:\n\n```text\n(?P<output>.*?)```)?",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
]
EXAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("examples/**/*.*") if path.suffix != ".pyc")


@pytest.mark.parametrize(("path", "text"), [block[:2] for block in BLOCKS], ids=[block[0] for block in BLOCKS])
def test_the_readme_shows_an_example_as_it_is(path: str, text: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == text


def test_the_readme_shows_every_example() -> None:
    assert sorted(path for path, _, _ in BLOCKS) == EXAMPLES


@pytest.mark.parametrize(("folder", "passed"), [("examples", 7), ("examples/world", 3), ("examples/options", 1)])
def test_the_examples_pass(folder: str, passed: int, pytester: pytest.Pytester) -> None:
    for path in (ROOT / folder).iterdir():
        if path.is_file():
            shutil.copy(path, pytester.path)
    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=passed)


@pytest.mark.parametrize(
    ("path", "output"), [(path, output) for path, _, output in BLOCKS if output], ids=lambda value: value[:30]
)
def test_an_example_prints_what_the_readme_says(path: str, output: str) -> None:
    done = subprocess.run([sys.executable, ROOT / path], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == output
