"""Parts that are whole numbers and add up, the same on every machine and every day."""

from collections.abc import Sequence
from zlib import crc32


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights`, by largest remainder.

    The parts add up to it; of equal remainders the earlier wins. No part exceeds its
    weight where the total does not exceed the weights' sum. Raises ValueError where
    there is something to split and no weight at all.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError(f"{total} cannot be split over no weights.")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda place: -(total * weights[place] % whole)
    )
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts


def divide(wholes: Sequence[int], shares: Sequence[int]) -> list[list[int]]:
    """Split each of `wholes` into as many parts as there are `shares`.

    One list per share. The parts of a whole add up to it, and over all wholes the
    shares hold.
    """
    *first, _last = apportion(sum(wholes), shares)
    rest, parts = list(wholes), []
    for total in first:
        part = apportion(total, rest)
        rest = [whole - taken for whole, taken in zip(rest, part, strict=True)]
        parts.append(part)
    return [*parts, rest]


def steady(name: str, low: int, high: int) -> int:
    """A number from `low` to `high` that looks drawn by lot and belongs to the name."""
    return low + crc32(name.encode()) % (high - low + 1)
