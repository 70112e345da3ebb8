"""Runs the Python sample of every operation's page, as it is shown."""

import contextlib
import html
import io
import re

import httpx

from sandbox import ORIGIN

#: The SDK's model of an invite has no room for one without an address, which the tour says as well.
_UNREADABLE = {"listProgramInvites": "validation errors for Invite"}

#: The sample on the page of an operation.
_SAMPLE = re.compile(r'<pre id="try-python"[^>]*>(.*?)</pre>', re.DOTALL)


def main() -> None:
    """Runs each in a sandbox as it was started. A sample fails if the SDK raises."""
    listed = httpx.get(f"{ORIGIN}/_mock/operations?provider=agentref").json()["operations"]
    ran, without = 0, []
    for operation in listed:
        httpx.post(f"{ORIGIN}/_mock/reset", json={}).raise_for_status()
        page = httpx.get(f"{ORIGIN}/reference/agentref/{operation['id']}", headers={"accept": "text/html"})
        sample = _SAMPLE.search(page.raise_for_status().text)
        if sample is None:
            without.append(operation["id"])
            continue
        code = html.unescape(sample[1])
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(code, operation["id"], "exec"), {})  # noqa: S102
        except Exception as error:
            if (known := _UNREADABLE.get(operation["id"])) and known in str(error):
                continue
            raise AssertionError(f"the sample of {operation['id']} fails: {error!r}\n{code}") from error
        ran += 1
    assert ran >= 80, f"only {ran} samples ran; these operations have none: {without}"
    print(f"agentref (PyPI): {ran} samples of {len(listed)} operations ran; without one: {', '.join(without) or 'none'}")


if __name__ == "__main__":
    main()
