"""Failures come as the SDK's own error, and its clients share one key."""

from collections.abc import Callable
from typing import Any

from partnero.base_api import PartneroAPIException

from client import Client
from sandbox import faults, key


def fails(call: Callable[[], Any], status: int, message: str | None) -> None:
    """Expects the SDK's error with this status, and this message if one is given."""
    try:
        call()
    except PartneroAPIException as error:
        assert error.status_code == status, error
        assert message is None or error.message == message, error
        return
    raise AssertionError(f"no error with status {status}")


def errors(client: Any) -> None:
    """One error of each kind. The last client of the process decides whose key is sent."""
    own = key("affiliate")
    wrong = Client("pk-wrong")
    fails(wrong.partner.list_partners, 401, "Unauthenticated.")
    fails(client.partner.list_partners, 401, "Unauthenticated.")
    Client(key("newsletter"))
    fails(client.partner.list_partners, 403, "This action is unauthorized.")
    Client(own)
    assert client.partner.list_partners()["data"]

    fails(lambda: client.partner.update_partner("nobody", name="Nobody"), 404, "Partner not found.")
    # Failed validations have no message, and the SDK does not read `errors`.
    fails(lambda: client.partner.list_partners(limit=0), 422, "An unknown error occurred")
    unknown = lambda: client.customer.create_customer("nobody", "k", "k@mail.example", "K")  # noqa: E731
    fails(unknown, 400, "Invalid partner key")
    for status, message in [(429, "Too Many Attempts."), (500, "Server Error")]:
        with faults({"error_status": status}):
            fails(client.partner.list_partners, status, message)
    nowhere = Client(own, "http://localhost:9/v1/")
    fails(nowhere.partner.list_partners, 0, None)
    # What the SDK checks itself is never sent.
    for given in [("", "k", "k@mail.example"), ("tour", "", "k@mail.example"), ("tour", "k", "no address")]:
        try:
            client.customer.create_customer(*given, "K")
        except ValueError:
            continue
        raise AssertionError(f"the SDK takes {given}")
