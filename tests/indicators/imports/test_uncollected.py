"""The collector rests while a file is read, and is at work again afterwards."""

import gc
from collections.abc import Iterator

import pytest

from indicators.imports.uncollected import uncollected


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    at_work = gc.isenabled()
    gc.enable()
    yield
    if not at_work:
        gc.disable()


def test_rests_within_and_works_again_after_a_failure() -> None:
    @uncollected()
    def broken() -> None:
        raise ValueError("at work" if gc.isenabled() else "at rest")

    with pytest.raises(ValueError, match="at rest"):
        broken()
    assert gc.isenabled()


def test_stays_at_rest_until_the_outer_one_ends() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_stays_off_where_it_was_off() -> None:
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
