"""A client that looks at the pages."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def reader(client: Client, administrator: User) -> Client:
    """Somebody who may see everything, signed in."""
    client.force_login(administrator)
    return client
