"""Uploaded files, kept under their fingerprint: what an entry was read from can be
opened again.
"""

import os
from hashlib import sha256
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

__all__ = ["forget", "keep", "kept"]


def keep(data: bytes) -> str:
    """Store the bytes, once, and return their SHA-256 in hexadecimal digits."""
    digest = sha256(data).hexdigest()
    if kept(digest) is None:
        # Under its name a file stands only when it is whole, whoever writes it meanwhile.
        unfinished = default_storage.save(
            f"{_name(digest)}.{uuid4().hex}", ContentFile(data)
        )
        os.replace(
            default_storage.path(unfinished), default_storage.path(_name(digest))
        )
    return digest


def kept(digest: str) -> bytes | None:
    """The bytes of that fingerprint; None where they are not there, or damaged."""
    if not default_storage.exists(_name(digest)):
        return None
    with default_storage.open(_name(digest)) as file:
        data: bytes = file.read()
    return data if sha256(data).hexdigest() == digest else None


def forget(digest: str) -> None:
    """Delete the bytes of that fingerprint; the caller knows that nobody needs them."""
    default_storage.delete(_name(digest))


def _name(digest: str) -> str:
    return f"imports/{digest[:2]}/{digest}"
