"""The administrator at the admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    """The administrator, signed in."""
    client.force_login(administrator)
    return client
