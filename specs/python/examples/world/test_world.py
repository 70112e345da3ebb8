from pytest_trackside import Sandbox


def test_there_is_one_order(trackside: Sandbox) -> None:
    assert [program["name"] for program in trackside.control.world()["programs"]] == ["Acme Coffee"]
    (order,) = trackside.control.events("sale")["events"]
    assert (order["transaction_id"], order["happened_at"]) == ("order-1001", "2026-10-30T09:00:00Z")


def test_a_refund_is_seen(trackside: Sandbox) -> None:
    (refund,) = trackside.control.cause("refund")["events"]
    assert refund["transaction_id"] == "order-1001"
    assert trackside.control.events("refund")["total"] == 1


def test_the_refund_of_another_test_is_gone(trackside: Sandbox) -> None:
    assert trackside.control.events("refund")["total"] == 0
