"""What the tests of units share: a way to say what is refused."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

Refuses = Callable[[str], AbstractContextManager[None]]


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
