import pytest

from pytest_trackside import SandboxOptions

ACME = {
    "simulate": False,
    "programs": [{"name": "Acme Coffee", "partners": [{"code": "maria"}]}],
}


@pytest.fixture(scope="session")
def trackside_options() -> SandboxOptions:
    return SandboxOptions(world=ACME, now="2026-11-02T09:00:00Z", args=["--rate-limit", "documented"])
