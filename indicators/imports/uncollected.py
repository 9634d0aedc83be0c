"""No looking for cycles while a file is read.

A file of 100,000 cells becomes a million small objects that all stay until the end, none
of them in a cycle. The collector would walk through all of them again and again: a
quarter of the time that Python needs for an import.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it the collector rests; whoever found it at work sets it to work again."""
    at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if at_work:
            gc.enable()
