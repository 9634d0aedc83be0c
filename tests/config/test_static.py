"""Static files are compressed once, and again where what is there is not theirs."""

import gzip
from pathlib import Path
from unittest.mock import patch

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor

from config.static import OnceCompressor, Storage

STYLE = b"main { color: #123; }\n" * 50


@pytest.fixture
def style(tmp_path: Path) -> Path:
    """A style sheet, compressed."""
    made = tmp_path / "style.css"
    made.write_bytes(STYLE)
    assert compress(made) == 1
    return made


def compress(path: Path) -> int:
    """How often it is compressed; the compressed ones are whole afterwards."""
    packed = [f"{path}.br", f"{path}.gz"]
    with patch.object(
        Compressor, "compress_brotli", side_effect=Compressor.compress_brotli
    ) as brotlied:
        assert OnceCompressor(quiet=True).compress(str(path)) == packed
    data = path.read_bytes()
    assert brotli.decompress(Path(packed[0]).read_bytes()) == data
    assert gzip.decompress(Path(packed[1]).read_bytes()) == data
    return brotlied.call_count


def test_what_is_compressed_is_left(style: Path) -> None:
    assert compress(style) == 0


def test_another_text_is_compressed_again(style: Path) -> None:
    style.write_bytes(STYLE.replace(b"123", b"456"))
    assert compress(style) == 1


@pytest.mark.parametrize("ending", [".br", ".gz"])
@pytest.mark.parametrize("kept", [0, 1, 20, -1])
def test_what_was_cut_off_is_compressed_again(
    style: Path, ending: str, kept: int
) -> None:
    packed = Path(f"{style}{ending}")
    packed.write_bytes(packed.read_bytes()[:kept])
    assert compress(style) == 1


@pytest.mark.parametrize("ending", [".br", ".gz"])
def test_what_is_missing_is_compressed_again(style: Path, ending: str) -> None:
    Path(f"{style}{ending}").unlink()
    assert compress(style) == 1


def test_a_second_start_compresses_nothing(tmp_path: Path) -> None:
    sources, kept = (FileSystemStorage(tmp_path / name) for name in ("of", "kept"))
    counts = []
    for _start in range(2):
        for there in (sources, kept):
            there.delete("style.css")
            there.save("style.css", ContentFile(STYLE))
        storage = Storage(location=kept.location, base_url="/static/")
        with patch.object(
            Compressor, "compress_brotli", side_effect=Compressor.compress_brotli
        ) as brotlied:
            told = list(storage.post_process({"style.css": (sources, "style.css")}))
        counts.append(brotlied.call_count)
        # Its name with the fingerprint of the text, and both compressed.
        assert len({name for _, name, _ in told}) == 5
    # The plain name and the one with the fingerprint.
    assert counts == [2, 0]
