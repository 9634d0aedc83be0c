"""A small country, with rows of every register or without."""

import pytest

from tests.communes.lists.world import Country, fill, make_country


@pytest.fixture
def country(db: None) -> Country:
    """Units only."""
    return make_country()


@pytest.fixture
def filled(country: Country) -> Country:
    """With rows of every register."""
    fill(country)
    return country
