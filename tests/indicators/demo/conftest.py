"""The demo on the real units of the province, written once for these tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from communes.access import system_account
from communes.loading import load_units
from indicators import demo
from indicators.article import load_article
from indicators.catalogue import load_catalogue


@pytest.fixture(scope="package")
def shown(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[demo.Shown]:
    """Each test works on top of it; nothing stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_units()
        load_catalogue()
        load_article(system_account())
        yield demo.load(system_account())
        transaction.set_rollback(True)
