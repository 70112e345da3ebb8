"""What goes wrong with the sandbox itself."""


class SandboxError(Exception):
    """Says why a sandbox could not be started or used, and how to fix it."""
