"""What a provider of a sandbox accepts."""

import ssl
from collections.abc import Sequence

from pytest_trackside.generated.control import ListedOperation

# A sandbox speaks http. A context that trusts nobody is made at once; one with the system's authorities takes a while.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def example(operations: Sequence[ListedOperation], operation: str | None) -> ListedOperation:
    """Return the listed call of the operation, or the first call that sends a credential.

    Raises `LookupError` if there is none.
    """
    for listed in operations:
        if listed["credential"] if operation is None else listed["id"] == operation:
            return listed
    known = ", ".join(listed["id"] for listed in operations)
    message = f"the provider has no operation `{operation}`; it has {known}" if operation else "no operation is listed"
    raise LookupError(message)


def headers(listed: ListedOperation, credential: Sequence[str] | None) -> dict[str, str]:
    """Return the headers of a listed call that carry its credential, with another one in its place if it is given.

    Raises `ValueError` if the other one has another number of secrets.
    """
    own = listed["credential"]
    given = own if credential is None else credential
    if len(given) != len(own):
        message = f"a credential of {listed['provider']} has {len(own)} secrets, and {len(given)} are given"
        raise ValueError(message)
    carried: dict[str, str] = {}
    for name, value in listed["headers"].items():
        for secret, replacement in zip(own, given, strict=True):
            if secret in value:
                carried[name] = value.replace(secret, replacement)
    return carried
