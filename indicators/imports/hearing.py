"""How far a long work has come, told to whoever listens."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["Heard", "Tell", "in_portions", "unheard", "unheard_rows"]

_T = TypeVar("_T")

# Hears what is being done: a stage of the import, how many of how many rows.
Tell = Callable[[str, int, int], None]
# Hears how many rows are done.
Heard = Callable[[int], None]

_TOLD_EVERY = 1_000  # rows


def unheard(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def unheard_rows(done: int) -> None:
    """Nobody counts."""


def in_portions(rows: Iterable[_T], heard: Heard) -> Iterator[_T]:
    """The same rows; `heard` is told how many are done, a portion at a time."""
    for done, row in enumerate(rows):
        if done and done % _TOLD_EVERY == 0:
            heard(done)
        yield row
