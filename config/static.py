"""Static files with far-future names, compressed once and not at every start."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

_UNPACKED: dict[str, Callable[[bytes], bytes]] = {
    ".br": brotli.decompress,
    ".gz": gzip.decompress,
}


class OnceCompressor(Compressor):  # type: ignore[misc]
    """Leaves what is compressed already: that took most of a later start."""

    def compress(self, path: str) -> list[str]:
        """Compress a file; the paths of what it is compressed to."""
        data = Path(path).read_bytes()
        there = [path + ending for ending in _UNPACKED]
        if all(_holds(Path(one), data) for one in there):
            return there
        compressed: list[str] = super().compress(path)
        return compressed


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """What STORAGES names."""

    def create_compressor(self, **options: Any) -> Compressor:
        return OnceCompressor(**options)


def _holds(compressed: Path, data: bytes) -> bool:
    """Whether it unpacks to this. A start that was killed may have left half of it."""
    try:
        return _UNPACKED[compressed.suffix](compressed.read_bytes()) == data
    except (OSError, EOFError, zlib.error, brotli.error):
        return False
