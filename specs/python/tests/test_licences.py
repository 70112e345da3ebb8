from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["LICENSE-MIT", "LICENSE-APACHE"])
def test_the_licence_is_that_of_the_repository(name: str) -> None:
    assert (Path(__file__).parents[1] / name).read_bytes() == (ROOT / name).read_bytes()
