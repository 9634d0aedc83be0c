"""What every test shares: plain static files and the cast of people."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import translation
from hypothesis import settings as property_settings

pytest_plugins = ["tests.databases", "tests.jobs"]
# On a busy machine an example may take its time.
property_settings.register_profile("patient", deadline=None)
property_settings.load_profile("patient")
PLAIN_STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True, scope="session")
def _plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests need neither collected static files nor slow passwords."""
    with override_settings(
        STORAGES=PLAIN_STATIC,
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        AXES_ENABLED=False,
    ):
        yield


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page of another test may have left the process in the language it was read in."""
    translation.deactivate()


@pytest.fixture
def administrator(db: Any) -> User:
    """The provincial officer who runs the installation: may do everything."""
    return User.objects.create_superuser("quan-tri", password="quan-tri-2012")


@pytest.fixture
def outsider(db: Any) -> User:
    """Somebody with an account and no assignment."""
    return User.objects.create_user("nguoi-ngoai", password="nguoi-ngoai-2012")
