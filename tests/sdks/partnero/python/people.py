"""Partners, the customers whom they bring, and what these buy."""

from typing import Any

PASSWORD = "Passw0rd-of-the-tour"


def ids(page: dict[str, Any], field: str) -> list[str]:
    """What identifies the rows of a page."""
    return [row[field] for row in page["data"]]


def partners(client: Any) -> None:
    """A partner from the first to the last day."""
    usual, few = client.partner.list_partners(), client.partner.list_partners(limit=2)
    assert (usual["meta"]["per_page"], few["meta"]["per_page"]) == (15, 2)
    assert ids(few, "id") == ids(usual, "id")[:2]
    assert ids(client.partner.list_partners(limit=2, page=2), "id") == ids(usual, "id")[2:4]

    email = "tour@mail.example"
    created = client.partner.create_partner(email, "Tour", PASSWORD, id="partner_of_the_tour", key="tour")["data"]
    assert (created["id"], created["email"], created["name"]) == ("partner_of_the_tour", email, "Tour")
    assert ids(client.partner.list_partners(limit=1), "id") == [created["id"]], "a new partner is the first"
    # Without id and key the SDK sends both as null.
    other = client.partner.create_partner("other@mail.example", "Other", PASSWORD)["data"]
    assert other["id"] and other["id"] != created["id"]

    assert ids(client.partner.get_partner(email=email), "id") == [created["id"]]
    assert ids(client.partner.get_partner(partner_id=created["id"]), "id") == [created["id"]]
    # Partnero does not document a search by name. The sandbox ignores what is not documented, and finds everybody.
    assert len(client.partner.get_partner(name="Other")["data"]) == 15

    changed = client.partner.update_partner(created["id"], name="Grand", surname="Tour")["data"]
    assert (changed["name"], changed["surname"], changed["email"]) == ("Grand", "Tour", email)
    client.partner.update_partner(created["id"], email="grand@mail.example", password=f"{PASSWORD}2")
    assert ids(client.partner.get_partner(email="grand@mail.example"), "id") == [created["id"]]
    assert client.partner.delete_partner(other["id"]) == {"status": 1}
    assert ids(client.partner.get_partner(partner_id=other["id"]), "id") == []


def customers(client: Any) -> None:
    """A customer of the tour's partner, and one who leaves again."""
    email = "buyer@mail.example"
    created = client.customer.create_customer("tour", "buyer_of_the_tour", email, "Buyer")["data"]
    assert (created["key"], created["email"], created["name"]) == ("buyer_of_the_tour", email, "Buyer")
    assert created["partner"] == "partner_of_the_tour", "the partner is shown by their id, not by their key"
    usual = client.customer.list_customers()
    assert (usual["meta"]["per_page"], usual["data"][0]["key"]) == (15, created["key"])
    assert ids(client.customer.list_customers(limit=2, page=2), "key") == ids(usual, "key")[2:4]
    assert ids(client.customer.get_customer(email=email), "key") == [created["key"]]
    assert ids(client.customer.get_customer(customer_key=created["key"]), "key") == [created["key"]]
    changed = client.customer.update_customer(created["key"], email="happy@mail.example", name="Happy Buyer")["data"]
    assert (changed["email"], changed["name"]) == ("happy@mail.example", "Happy Buyer")

    client.customer.create_customer("tour", "guest_of_the_tour", "guest@mail.example", "Guest")
    assert client.customer.delete_customer("guest_of_the_tour") == {"status": 1}
    assert ids(client.customer.get_customer(customer_key="guest_of_the_tour"), "key") == []


def transactions(client: Any) -> None:
    """Two sales, one of which is given back."""
    buyer = "buyer_of_the_tour"
    assert client.customer.get_customer_transactions(buyer)["data"] == []
    sale = client.transaction.create_transaction(buyer, "sale_of_the_tour", 49.9, "p1", "plan", "sale")["data"]
    assert (sale["key"], sale["amount"], sale["action"]) == ("sale_of_the_tour", 49.9, "sale")
    assert (sale["customer"], sale["partner"]) == (buyer, "partner_of_the_tour")
    assert [reward["product_type_data"] for reward in sale["rewards"]] == [{"product_id": "p1", "product_type": "plan"}]
    client.transaction.create_transaction(buyer, "refund_of_the_tour", 10, "p2", "plan", "sale")
    keys = ["refund_of_the_tour", "sale_of_the_tour"]
    assert ids(client.transaction.list_transactions(limit=2), "key") == keys, "the newest is first"
    assert ids(client.customer.get_customer_transactions(buyer), "key") == keys
    assert ids(client.customer.get_customer_transactions(buyer, limit=1, page=2), "key") == keys[1:]
    assert client.transaction.delete_transaction(keys[0]) == {"status": 1}
    assert ids(client.customer.get_customer_transactions(buyer), "key") == keys[1:]
    assert client.transaction.list_transactions()["meta"]["per_page"] == 15
