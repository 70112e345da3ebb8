"""Coupons, the promotion codes that give their discounts, and webhooks."""

import re
from typing import Any

from failures import fails
from people import ids


def coupons(client: Any) -> None:
    """A coupon with all that the SDK can say of it, and one that is deleted."""
    created = client.coupon.create_coupon("Tour", "percent", 20, "months", 3, 100)["data"]
    assert (created["name"], created["coupon_discount_amount"], created["coupon_duration_value"]) == ("Tour", 20, 3)
    # The SDK sends the number of redemptions and leaves out the field that says that it counts.
    assert (created["redemption_times_value"], created["redemption_times_status"]) == (100, False)
    assert client.coupon.fetch_coupon(created["uuid_code"])["data"] == created
    assert client.coupon.list_coupons()["data"][0] == created
    assert client.coupon.list_coupons(limit=1)["meta"]["per_page"] == 1
    changed = client.coupon.update_coupon(created["uuid_code"], name="Grand Tour", active=False)["data"]
    assert (changed["name"], changed["active"]) == ("Grand Tour", False)

    other = client.coupon.create_coupon("Once", "static", 5.5, "once", None, None)["data"]
    assert (other["coupon_discount_amount"], other["coupon_duration_value"]) == (5.5, None)
    assert client.coupon.delete_coupon(other["uuid_code"]) == {"status": 1}
    fails(lambda: client.coupon.fetch_coupon(other["uuid_code"]), 404, "Coupon not found.")


def promotion_codes(client: Any) -> None:
    """A promotion code. The SDK knows the coupon's old number only, so the coupon's code travels among the restrictions."""
    coupon = client.coupon.list_coupons()["data"][0]["uuid_code"]
    # The documentation of today requires `coupon_uuid`, and this method has no parameter for it.
    fails(lambda: client.promotion_code.create_promotion_code(1, "TOUR20", {}), 422, "An unknown error occurred")
    restrictions = {"coupon_uuid": coupon, "first_time_order": True}
    created = client.promotion_code.create_promotion_code(1, "TOUR20", restrictions)["data"]
    assert (created["code"], created["first_time_order"], created["coupon"]["uuid_code"]) == ("TOUR20", True, coupon)
    assert client.promotion_code.fetch_promotion_code("TOUR20")["data"] == created
    assert client.promotion_code.list_promotion_codes()["data"][0]["code"] == "TOUR20"
    assert client.promotion_code.list_promotion_codes(limit=1, page=2)["meta"]["current_page"] == 2
    limits = {"minimum_order_status": True, "minimum_order_value": 49.99}
    changed = client.promotion_code.update_promotion_code("TOUR20", limits)["data"]
    assert (changed["minimum_order_value"], changed["first_time_order"]) == (49.99, True)
    assert client.promotion_code.delete_promotion_code("TOUR20") == {"status": 1}
    fails(lambda: client.promotion_code.fetch_promotion_code("TOUR20"), 404, "Promotion code not found.")


def webhooks(client: Any) -> None:
    """A webhook from its creation to its end."""
    before = client.webhook.list_webhooks()
    assert before["meta"]["per_page"] == 10
    created = client.webhook.create_webhook("Tour", "https://heron.example/hooks", ["transaction.created"])["data"]
    assert created["is_active"] and re.fullmatch(r"[A-Za-z0-9]{16}", created["signature"]), created
    assert client.webhook.fetch_webhook(created["key"])["data"] == created, "the secret is shown again"
    assert ids(client.webhook.list_webhooks(limit=100), "key") == [created["key"], *ids(before, "key")]
    changed = client.webhook.update_webhook(created["key"], is_active=False, events=["partner.created"])["data"]
    assert (changed["is_active"], changed["events"], changed["name"]) == (False, ["partner.created"], "Tour")
    # Newsletters alone have subscribers.
    fails(lambda: client.webhook.update_webhook(created["key"], events=["subscriber.created"]), 422, None)
    assert client.webhook.delete_webhook(created["key"]) == {"status": 1}
    assert client.webhook.list_webhooks()["data"] == before["data"]
