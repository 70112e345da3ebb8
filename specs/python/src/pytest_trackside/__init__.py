"""pytest fixtures that start the Trackside sandbox, hand over clients and reset it before each test.

The types of the control API are in `pytest_trackside.types`.
"""

from pytest_trackside.control import Control, ControlError
from pytest_trackside.errors import SandboxError
from pytest_trackside.generated.names import PROVIDERS, ProviderName
from pytest_trackside.sandbox import NamedWorld, Sandbox, SandboxOptions, World, connect_sandbox, start_sandbox

__all__ = [
    "PROVIDERS",
    "Control",
    "ControlError",
    "NamedWorld",
    "ProviderName",
    "Sandbox",
    "SandboxError",
    "SandboxOptions",
    "World",
    "connect_sandbox",
    "start_sandbox",
]
