"""The tables of an upload as they were understood."""

from typing import Any

from django.db import models

from indicators.models.mapping import Mapping
from indicators.models.upload import Upload


class UploadTable(models.Model):
    """One table of an uploaded file: what is shown of it, what is to be remembered.

    `picture` is a `Picture` (indicators/imports/pictures.py) as JSON, a few dozen rows of
    the file; `memo` what a person said about the table, to be remembered when the file is
    written; `mapping` what it was read by, where something was remembered.
    """

    pk: Any = models.CompositePrimaryKey("upload", "position")
    upload = models.ForeignKey(
        Upload, models.CASCADE, db_index=False, related_name="tables"
    )
    position = models.PositiveSmallIntegerField()
    worksheet = models.TextField(blank=True)  # where several are read
    picture = models.JSONField()
    memo = models.JSONField(null=True)
    mapping = models.ForeignKey(Mapping, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["upload", "position"]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.position}"
