"""The streams of a compound file, the package that an .xls is ([MS-CFB]).

What is damaged may name sectors that are not there or follow each other in a circle: no
chain is longer than its table, and no table than what it is of.
"""

from collections.abc import Iterator, Sequence
from struct import unpack, unpack_from

__all__ = ["stream_of"]

_HEADER = 512
_SIZES = {9: 512, 12: 4096}
_IN_HEADER = 109
_ENTRY = 128
# Streams below this size lie in sectors of 64 bytes within the stream of the root.
_SMALL, _SMALL_SECTOR = 4096, 64
_WORD = 4


def stream_of(data: bytes, name: str) -> bytes:
    """What the file keeps under a name, as far as it is there; b"" where nothing is."""
    if len(data) < _HEADER or data[30] not in _SIZES:
        return b""
    return _Compound(data, _SIZES[data[30]]).stream(name)


class _Compound:
    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size
        self._sectors = len(data) // size
        following = _words(b"".join(map(self._sector, self._tables())))
        self._next = following[: self._sectors]

    def stream(self, name: str) -> bytes:
        """The first stream of that name, wherever it stands in the directory."""
        directory = self._chain(_word(self._data, 48))
        entries = [
            directory[at : at + _ENTRY]
            for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)
        ]
        wanted = name.encode("utf-16-le") + b"\0\0"
        for entry in entries:
            if entry.startswith(wanted):
                start, size = unpack_from("<II", entry, 116)
                if size < _SMALL:
                    return self._small(start, _word(entries[0], 116))[:size]
                return self._chain(start)[:size]
        return b""

    def _tables(self) -> list[int]:
        """The sectors that say which sector follows which."""
        named = [*unpack_from(f"<{_IN_HEADER}I", self._data, 76)]
        most = self._sectors * _WORD // self._size + 1
        further = _word(self._data, 68)
        while further < self._sectors and len(named) < most:
            *more, further = _words(self._sector(further)) or (self._sectors,)
            named += more
        return named[:most]

    def _sector(self, number: int) -> bytes:
        # The header takes the place of one.
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(self._next, start)))

    def _small(self, start: int, root: int) -> bytes:
        whole = self._chain(root)
        following = _words(self._chain(_word(self._data, 60)))
        following = following[: -(-len(whole) // _SMALL_SECTOR)]
        return b"".join(
            whole[number * _SMALL_SECTOR : (number + 1) * _SMALL_SECTOR]
            for number in _follow(following, start)
        )


def _follow(following: Sequence[int], start: int) -> Iterator[int]:
    for _step in following:
        if start >= len(following):
            return
        yield start
        start = following[start]


def _word(data: bytes, at: int) -> int:
    word: int = unpack_from("<I", data, at)[0]
    return word


def _words(data: bytes) -> tuple[int, ...]:
    count = len(data) // _WORD
    return unpack(f"<{count}I", data[: count * _WORD])
