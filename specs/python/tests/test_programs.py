import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_trackside import SandboxError, SandboxOptions, start_sandbox
from pytest_trackside.binary import find_program

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, script: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


def test_a_program_that_is_named_and_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(SandboxError, match=f"`binary` names {missing}, which is not a program that can be run; build"):
        start_sandbox(SandboxOptions(binary=missing))
    with pytest.raises(SandboxError, match="which is not a program"):
        start_sandbox(SandboxOptions(binary=tmp_path))
    monkeypatch.setenv("TRACKSIDE_MOCK", str(missing))
    with pytest.raises(SandboxError, match=f"TRACKSIDE_MOCK names {missing}"):
        start_sandbox()


def test_the_places_in_which_a_program_is_sought(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project" / "tests"
    project.mkdir(parents=True)
    monkeypatch.chdir(project)
    with pytest.raises(SandboxError, match="there is no `trackside-mock`, neither as an npm package nor on the PATH"):
        find_program(None, {"PATH": str(tmp_path)})
    on_path = write("trackside-mock", "#!/bin/sh\n")
    assert find_program(None, {"PATH": str(tmp_path)}) == [str(on_path)]
    write("project/node_modules/trackside-mock/package.json", '{"bin": {"trackside-mock": "bin/launcher.sh"}}')
    assert find_program(None, {"PATH": str(tmp_path)}) == [str(on_path)]
    packaged = write("project/node_modules/trackside-mock/bin/launcher.sh", "#!/bin/sh\n")
    assert find_program(None, {"PATH": str(tmp_path)}) == [str(packaged)]
    variable = write("of-the-variable", "#!/bin/sh\n")
    assert find_program(None, {"PATH": str(tmp_path), "TRACKSIDE_MOCK": str(variable)}) == [str(variable)]
    named = write("named", "#!/bin/sh\n")
    assert find_program(named, {"TRACKSIDE_MOCK": str(variable)}) == [str(named)]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_a_script_is_run_by_node(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    script = write("script.cjs", "console.error('a script'); process.exit(4)")
    with pytest.raises(SandboxError, match=r"with exit code 4\na script"):
        start_sandbox(SandboxOptions(binary=script))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxError, match=r"needs Node\.js"):
        start_sandbox(SandboxOptions(binary=script))


@pytest.mark.parametrize(
    ("script", "timeout", "expected"),
    [
        (
            "#!/bin/sh\necho 'error: no port' >&2; exit 2\n",
            60,
            "ended before it was ready, with exit code 2\nerror: no",
        ),
        (
            "#!/bin/sh\necho waiting >&2; exec sleep 60\n",
            0.5,
            "was not ready after 0.5 s; give it longer with `timeout`",
        ),
        ("#!/bin/sh\necho Hello; exec sleep 60\n", 60, "is this the program's newest version? It says: Hello"),
        ("#!/bin/sh\necho '{}'; exec sleep 60\n", 60, "is not what --ready-json prints"),
        ("#!/no/such/interpreter\n", 60, "with exit code 127\nerror: "),
    ],
)
def test_what_is_wrong_is_said(script: str, timeout: float, expected: str, write: Write) -> None:
    with pytest.raises(SandboxError) as error:
        start_sandbox(SandboxOptions(binary=write("program", script), timeout=timeout))
    assert expected in str(error.value)


def test_an_argument_that_the_sandbox_does_not_know() -> None:
    with pytest.raises(SandboxError, match="exit code 2\nerror: unexpected argument '--nonsense' found"):
        start_sandbox(SandboxOptions(args=["--nonsense"]))


@pytest.mark.skipif(os.name != "posix", reason="a launcher in sh")
def test_a_program_that_ignores_the_request_to_end_is_killed_with_its_children(write: Write, tmp_path: Path) -> None:
    script = f"""#!/bin/sh
trap '' TERM
sleep 600 &
echo $! >'{tmp_path}/child'
echo '{{"origin": "http://localhost:1", "port": 1, "token": null}}'
while :; do sleep 1; done
"""
    sandbox = start_sandbox(SandboxOptions(binary=write("stubborn", script)))
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    sandbox.stop()
    for _ in range(500):
        if not Path(f"/proc/{child}").exists() or ") Z " in Path(f"/proc/{child}/stat").read_text(encoding="utf-8"):
            return
        time.sleep(0.01)
    pytest.fail("the child still runs")
