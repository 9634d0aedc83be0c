"""A file on its way to the ledger, and the lines of its preview."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models.batch import Batch
from indicators.models.number import Number
from indicators.models.sheet import Sheet

# A job at work shows a sign of life every other second. Where none came for so long,
# its process is gone: killed, or its machine switched off.
SILENCE = timedelta(seconds=30)


class UploadQuerySet(models.QuerySet["Upload"]):
    """Reads of the uploads, named for what the caller needs."""

    def of(self, user: User, *, manages: bool = False) -> Self:
        """Those a person sees: the own ones, as administrator of the province all."""
        return self if manages else self.filter(user=user)

    def open(self) -> Self:
        """Those nothing has come of yet."""
        return self.exclude(state__in=Upload.ENDED)

    def at_work(self) -> Self:
        """Those that a job reads or writes, or is to."""
        return self.filter(state__in=Upload.AT_WORK)

    def silent(self) -> Self:
        """Those at work of which no sign of life came for too long."""
        return self.at_work().filter(heartbeat__lt=timezone.now() - SILENCE)


class Upload(models.Model):
    """An uploaded file, how it is read, how far it has come, what came of it.

    The file itself is kept by its fingerprint. Rows go when the account goes, and those
    that came to nothing are swept after a while: a batch remembers what was written.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("waits to be read")
        READING = "reading", _("is being read")
        READY = "ready", _("ready to be looked through")
        REFUSED = "refused", _("has errors")
        WRITING = "writing", _("is being written")
        WRITTEN = "written", _("written into the ledger")
        INTERRUPTED = "interrupted", _("interrupted")
        DISCARDED = "discarded", _("left")

    class Stage(models.TextChoices):
        """What a job is doing."""

        QUEUED = "queued", _("in the queue")
        READ = "read", _("reading the file")
        LOCK = "lock", _("waiting for another import of the same year")
        COMPARE = "compare", _("comparing with the ledger")
        LIST = "list", _("listing what would change")
        WRITE = "write", _("writing, and computing the figures")

    class Door(models.TextChoices):
        """Where it came in."""

        ADMIN = "admin", _("page")
        API = "api", _("API")

    AT_WORK = (State.WAITING, State.READING, State.WRITING)
    SHOWN = (State.READY, State.REFUSED)
    ENDED = (State.WRITTEN, State.DISCARDED)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="uploads",
        verbose_name=_("uploaded by"),
    )
    at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    door = models.CharField(_("door"), max_length=5, choices=Door, default=Door.ADMIN)
    language = models.CharField(max_length=5)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    # The worksheets of a workbook, known when it was first looked at.
    worksheets = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    # Confirmed beforehand (API): written as soon as it is read without an error.
    commit = models.BooleanField(default=False)
    reason = models.TextField(_("reason"), blank=True)

    state = models.CharField(
        _("state"), max_length=11, choices=State, default=State.WAITING
    )
    # What the job at work is doing, how many of how many rows, how much of it all; its
    # number in the queue, which a job that was given up for dead no longer holds.
    stage = models.CharField(_("stage"), max_length=7, choices=Stage, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    task = models.CharField(max_length=36, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)

    # What was made of the file, when it was last looked at, and by what rights.
    understood = models.JSONField(default=dict)
    sheet = models.ForeignKey(
        Sheet, models.SET_NULL, null=True, verbose_name=_("sheet")
    )
    counts = models.JSONField(_("counts"), default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    sight = models.CharField(max_length=64, blank=True)
    looked_at = models.DateTimeField(null=True)
    lines_held = models.PositiveIntegerField(default=0)

    # Why nothing came of it, as a code with what fills its sentence.
    message = models.JSONField(default=dict)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, db_index=False, verbose_name=_("batch")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state"],
                name="upload_open",
                condition=~Q(state__in=["written", "discarded"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "waiting",
                        "reading",
                        "ready",
                        "refused",
                        "writing",
                        "written",
                        "interrupted",
                        "discarded",
                    ]
                ),
                name="upload_state_known",
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) | Q(state="written"),
                name="upload_with_batch_is_written",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a job reads or writes it, or is to."""
        return self.state in self.AT_WORK

    @property
    def is_shown(self) -> bool:
        """Whether there is a preview to look through."""
        return self.state in self.SHOWN


class UploadLineQuerySet(models.QuerySet["UploadLine"]):
    """Reads of the lines of a preview."""

    def in_order(self) -> Self:
        """As they are read: of changes what is replaced first, the biggest at the top."""
        return self.order_by("position")

    def stated(self) -> Self:
        """Those that keep a statement: what confirming the upload writes."""
        return self.filter(place__isnull=False)


class UploadLine(models.Model):
    """One line of a preview: a change, a problem, a total; told in the reader's words.

    The table is not logged, and no constraint ties its rows to their upload: what it
    holds is made again from the kept file, so a crash that empties it costs a second look
    and nothing else. Of 100,000 lines the constraint took two thirds of the time, an index
    by size as much as all the rest: they are put there in the order they are read in.

    A change also keeps its statement as it was compared, in the columns of a statement
    (indicators/ledger/statements.py), with keys instead of names: what confirming writes.
    """

    class What(models.TextChoices):
        """What the line says."""

        CHANGE = "change", _("change")
        SAME = "same", _("as it is stored")  # kept to be compared again, never shown
        UNSAID = "unsaid", _("nothing said")
        PROBLEM = "problem", _("error")
        WARNING = "warning", _("warning")
        TOTAL = "total", _("total")
        SINCE = "since", _("changed since the preview")

    pk: Any = models.CompositePrimaryKey("upload", "position")
    upload = models.ForeignKey(
        Upload,
        models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="lines",
    )
    position = models.PositiveIntegerField()
    what = models.CharField(_("kind"), max_length=7, choices=What)
    state = models.CharField(max_length=8, blank=True)
    code = models.CharField(max_length=40, blank=True)
    worksheet = models.TextField(blank=True)  # where several are read
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=12, blank=True)
    unit = models.TextField(blank=True)
    unit_folded = models.TextField(blank=True)  # without diacritics, to be found by
    indicator = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    through = models.PositiveSmallIntegerField(null=True)
    old = Number(null=True)
    old_absence = models.CharField(max_length=14, blank=True)
    new = Number(null=True)
    new_absence = models.CharField(max_length=14, blank=True)
    entry = models.BigIntegerField(null=True)  # that holds the old value
    text = models.JSONField(null=True)  # what fills the sentence of the code

    place = models.PositiveIntegerField(null=True)  # among the statements of the file
    unit_key = models.BigIntegerField(null=True)
    indicator_key = models.BigIntegerField(null=True)
    basis = models.TextField(db_default="")
    since = models.IntegerField(null=True)
    qualifier = models.TextField(db_default="")
    quality = models.SmallIntegerField(null=True)
    low = Number(null=True)
    high = Number(null=True)
    percent_reported = Number(null=True)
    change_stated = Number(null=True)
    change_kind = models.TextField(db_default="")
    change_since = models.IntegerField(null=True)
    as_of = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    document = models.BigIntegerField(null=True)
    note = models.TextField(db_default="")
    illustrative = models.BooleanField(null=True)

    objects = UploadLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a preview")
        verbose_name_plural = _("lines of a preview")
        indexes = [
            # The others are few beside them, and read on every page.
            models.Index(
                fields=["upload", "what", "position"],
                condition=~Q(what__in=["change", "same"]),
                name="uploadline_not_of_changes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.position}"
