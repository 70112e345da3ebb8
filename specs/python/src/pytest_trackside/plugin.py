"""The fixtures and options that pytest loads."""

import os
from collections.abc import Iterator

import pytest

from pytest_trackside.control import Control
from pytest_trackside.errors import SandboxError
from pytest_trackside.sandbox import Sandbox, SandboxOptions, connect_sandbox, start_sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that name a world file, and a sandbox that runs already."""
    group = parser.getgroup("trackside")
    group.addoption("--trackside-world", metavar="FILE", help="world file with which the Trackside sandbox starts")
    group.addoption(
        "--trackside-url",
        metavar="URL",
        default=os.environ.get("TRACKSIDE_URL") or None,
        help="Trackside sandbox that runs already, in which each worker gets a named world (TRACKSIDE_URL; its token "
        "in TRACKSIDE_TOKEN)",
    )
    parser.addini(
        "trackside_world", "world file with which the Trackside sandbox starts, relative to this file", default=""
    )


@pytest.fixture(scope="session")
def trackside_options(pytestconfig: pytest.Config) -> SandboxOptions:
    """How the sandbox is started. Override this fixture to change it."""
    given: str | None = pytestconfig.getoption("--trackside-world")
    if given:
        return SandboxOptions(world=pytestconfig.invocation_params.dir / given)
    configured: str = pytestconfig.getini("trackside_world")
    if configured:
        folder = pytestconfig.rootpath if pytestconfig.inipath is None else pytestconfig.inipath.parent
        return SandboxOptions(world=folder / configured)
    return SandboxOptions()


@pytest.fixture(scope="session")
def trackside_sandbox(pytestconfig: pytest.Config, trackside_options: SandboxOptions) -> Iterator[Sandbox]:
    """Give the sandbox of this session, or of this worker of pytest-xdist. Nothing resets it.

    With `--trackside-url`, it is a named world of that sandbox: `gw3` for the fourth worker, `pytest` without workers.
    """
    url: str | None = pytestconfig.getoption("--trackside-url")
    if url:
        name = os.environ.get("PYTEST_XDIST_WORKER", "pytest")
        running = connect_sandbox(url, os.environ.get("TRACKSIDE_TOKEN") or None)
        with running, running.world(name) as world:
            yield world
        return
    try:
        sandbox = start_sandbox(trackside_options)
    except SandboxError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    with sandbox:
        yield sandbox


@pytest.fixture
def trackside(trackside_sandbox: Sandbox) -> Iterator[Sandbox]:
    """Give the sandbox of this session, as it was when it started, with an empty journal."""
    try:
        trackside_sandbox.reset()
    except SandboxError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    yield trackside_sandbox
    trackside_sandbox.close_clients()


@pytest.fixture
def trackside_control(trackside: Sandbox) -> Control:
    """Give a client for the control API of the sandbox, after a reset."""
    return trackside.control
