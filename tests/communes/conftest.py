"""What the tests of units share: the real units, and a way to say what is refused."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from communes.loading import Loaded, load_units

Refuses = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def loaded(db: Any) -> Loaded:
    """The 412 real lives and 4 blocs, their successions, documents, years and trees."""
    return load_units()


@contextmanager
def _checked() -> Iterator[None]:
    with transaction.atomic():
        yield
        # Those that wait for the end of the transaction answer now.
        connection.check_constraints()


@pytest.fixture
def refuses(db: Any) -> Refuses:
    """`with refuses("constraint"):` the database itself refuses what happens inside."""

    @contextmanager
    def refused(words: str) -> Iterator[None]:
        with pytest.raises(IntegrityError, match=words), _checked():
            yield

    return refused
