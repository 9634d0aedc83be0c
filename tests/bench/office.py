"""LibreOffice, where it is installed: what an officer would open the same workbook with."""

import shutil
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

_PIVOT = Path(__file__).with_name("pivot.py")
_RUNS = 3


def pivot(workbook: bytes) -> tuple[float, float] | None:
    """Seconds to open it and sum it up by unit, indicator and year; the grand total.

    None where LibreOffice is not installed, or no Python that can speak to it.
    """
    program, python = shutil.which("soffice"), _python()
    if program is None or python is None:
        return None
    with TemporaryDirectory() as folder:
        book = Path(folder) / "do.xlsx"
        book.write_bytes(workbook)
        profile = (Path(folder) / "profile").as_uri()
        command = [python, str(_PIVOT), program, profile, str(book)]
        told = [
            subprocess.run(command, check=True, capture_output=True, text=True)
            for _run in range(_RUNS)
        ]
    seconds, totals = zip(
        *(map(float, one.stdout.split()) for one in told), strict=True
    )
    return median(seconds), totals[0]


def _python() -> str | None:
    """That of the system, or LibreOffice's own: not the one that runs here."""
    for name in ("/usr/bin/python3", shutil.which("libreoffice-python") or ""):
        asked = [name, "-c", "import uno"]
        if (
            name
            and shutil.which(name)
            and not subprocess.run(asked, capture_output=True).returncode
        ):
            return name
    return None
