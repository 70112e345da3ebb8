from pytest_trackside import Sandbox


def test_the_program_is_the_same_every_time(trackside: Sandbox) -> None:
    response = trackside.client("partnero").get("/v1/program")
    assert response.json()["data"]["program"]["name"] == "Lowe Lighting"


def test_the_rate_limit_is_reported(trackside: Sandbox) -> None:
    trackside.control.set_faults({"provider": "partnero", "rate_limited": True})
    assert trackside.client("partnero").get("/v1/program").status_code == 429


def test_three_days_bring_transactions(trackside: Sandbox) -> None:
    start = trackside.control.clock()["now"].removesuffix("Z")
    end = trackside.set_clock(advance="3d").removesuffix("Z")
    page = trackside.client("wecantrack").get(
        "/api/v3/transactions", params={"date_type": "last_wct_update", "start_date": start, "end_date": end}
    )
    assert page.json()["total"] > 0
