from pytest_trackside import Sandbox


def test_the_sandbox_is_started_as_the_fixture_says(trackside: Sandbox) -> None:
    assert trackside.control.clock()["now"] == "2026-11-02T09:00:00Z"
    assert [program["name"] for program in trackside.control.world()["programs"]] == ["Acme Coffee"]
