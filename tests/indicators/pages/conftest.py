"""The province of these tests, read in Vietnamese."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.indicators.pages.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """A province without any figure yet."""
    return make_world()


@pytest.fixture(autouse=True)
def _in_vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield
