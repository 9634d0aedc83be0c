"""The settings: a local installation needs none, a shared one is told what it lacks."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
SHARED = {
    "DATABASE_URL": "postgres://coso:secret@db.example.vn:5433/coso",
    "SECRET_KEY": "long and random",
    "ALLOWED_HOSTS": "coso.example.vn,coso",
}
OURS = {*SHARED, "DEBUG", "HTTPS", "DATABASE_NAME", "COSO_TEST_DB", "FILES"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the settings alone, as on a machine where nothing ran yet."""
    shutil.copytree(
        ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("*.pyc")
    )
    return tmp_path


def read(
    home: Path, names: list[str], given: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Read settings in a process of its own, with only `given` in its environment."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-c", READ, *names],
        cwd=home,
        env=kept | given,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def settings(home: Path, *names: str, **given: str) -> dict[str, Any]:
    """The settings of those names."""
    done = read(home, list(names), given)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_with_nothing_set_the_own_server_is_used_and_only_this_machine_served(
    home: Path,
) -> None:
    found = settings(home, "DATABASES", "ALLOWED_HOSTS", "DEBUG", "HTTPS")
    assert found["DATABASES"]["default"]["OPTIONS"] == {
        "own_server": str(home / "var" / "postgres")
    }
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert (found["DEBUG"], found["HTTPS"]) == (False, False)


def test_reading_the_settings_starts_no_server(home: Path) -> None:
    settings(home, "DATABASES")
    assert not (home / "var" / "postgres").exists()


def test_a_secret_key_is_made_once_and_kept_from_others(home: Path) -> None:
    first, second = (settings(home, "SECRET_KEY")["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(first) >= 50
    kept = home / "var" / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_a_shared_database_is_taken_from_its_address(home: Path) -> None:
    found = settings(home, "DATABASES", "ALLOWED_HOSTS", "SECRET_KEY", **SHARED)
    database = found["DATABASES"]["default"]
    assert {name: database[name] for name in ("ENGINE", "HOST", "PORT", "NAME")} == {
        "ENGINE": "config.postgres",
        "HOST": "db.example.vn",
        "PORT": 5433,
        "NAME": "coso",
    }
    assert "own_server" not in database.get("OPTIONS", {})
    assert found["ALLOWED_HOSTS"] == ["coso.example.vn", "coso"]
    assert found["SECRET_KEY"] == "long and random"


def test_a_shared_installation_is_served_over_https_alone(home: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert set(settings(home, *names, **SHARED).values()) == {True}
    assert set(settings(home, *names, **SHARED, HTTPS="0").values()) == {False}


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_shared_installation_is_told_what_it_lacks(home: Path, missing: str) -> None:
    given = {name: value for name, value in SHARED.items() if name != missing}
    done = read(home, ["DATABASES"], given)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {missing} is not set." in done.stderr
