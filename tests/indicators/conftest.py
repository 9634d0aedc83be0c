"""What the tests of all doors of the import share: core, command and admin."""

from pathlib import Path
from typing import Any

import pytest

from tests.indicators.imports.province import Province, make_small_province


@pytest.fixture
def province(db: Any, settings: Any, tmp_path: Path) -> Province:
    """The small province; uploads go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_small_province()
