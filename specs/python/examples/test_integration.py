import httpx2
import pytest

from pytest_trackside import Sandbox


# Your code stands here: whatever calls the provider at a base URL and with a key that you can set.
def total(base_url: str, key: str) -> int:
    response = httpx2.get(
        f"{base_url}/api/v3/transactions",
        headers={"X-API-Key": key},
        params={"date_type": "order_date", "start_date": "2026-06-01T00:00:00", "end_date": "2026-06-08T12:00:01"},
    )
    response.raise_for_status()
    count: int = response.json()["total"]
    return count


def test_a_sale_is_counted(trackside: Sandbox) -> None:
    base_url = trackside.base_urls["wecantrack"]
    (key,) = trackside.credential("wecantrack")
    before = total(base_url, key)
    trackside.control.cause("sale", amount_cents=12300)
    assert total(base_url, key) == before + 1
    assert [entry["status"] for entry in trackside.control.journal(provider="wecantrack")] == [200, 200]


def test_a_wrong_key_is_an_error(trackside: Sandbox) -> None:
    with pytest.raises(httpx2.HTTPStatusError, match="401"):
        total(trackside.base_urls["wecantrack"], "another key")
