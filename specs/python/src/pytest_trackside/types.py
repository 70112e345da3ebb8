"""The types of what the control API takes and returns."""

from pytest_trackside.generated.control import *  # noqa: F403 - All of them, as the document names them.
