from pytest_trackside import Sandbox


def test_a_sale_is_reported_with_the_key_of_the_program(trackside: Sandbox) -> None:
    # Affitor's operations take different kinds of credentials. This is the one that `trackSale` takes.
    affitor = trackside.client("affitor", "trackSale")
    assert affitor.post("/api/v1/track/sale", json={}).status_code == 400


def test_a_revoked_key_is_refused(trackside: Sandbox) -> None:
    agentref = trackside.client("agentref", credential=["ak_live_revoked"])
    program = trackside.control.world()["programs"][0]["at"]["agentref"]["id"]
    assert agentref.get(f"/programs/{program}/tracking/status").status_code == 401
