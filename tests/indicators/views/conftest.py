"""The small province, and a client that looks at it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.indicators.pages.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """A province without any figure yet."""
    return make_world()


@pytest.fixture
def reader(client: Client, administrator: User) -> Client:
    """Somebody who may see everything, signed in."""
    client.force_login(administrator)
    return client
