"""The sign of life of a job: how far it has come, seen while its transaction runs.

Told by a thread on a connection of its own: what the transaction of an import says of
itself, nobody else sees before it ends.
"""

from collections.abc import Mapping
from math import exp
from threading import Event, Thread
from time import monotonic
from types import TracebackType

from django.db import connection
from django.utils import timezone

from indicators.models import Upload

__all__ = ["Pulse", "percent"]

_EVERY = 1.0  # seconds

# About how much of the whole each stage takes, by the shares that `make bench` tells.
Shares = Mapping[str, float]
READING: Shares = {"read": 0.4, "compare": 0.4, "list": 0.2}
# What is no more as it was confirmed is listed anew instead of written.
WRITING: Shares = {
    "read": 0.2, "lock": 0.0, "compare": 0.2, "list": 0.0, "write": 0.6,
}  # fmt: skip
# What was kept of a preview is written without the file being read again.
KEPT: Shares = {"lock": 0.0, "write": 1.0}
_FIRST_GUESS = 5.0  # seconds a stage takes, where nothing has been measured yet
_MOST = 99  # percent, before it is over


class Pulse:
    """While it is entered, the upload says what its job does and that it lives."""

    def __init__(self, upload: Upload) -> None:
        self._mine = Upload.objects.filter(pk=upload.pk, task=upload.task)
        writes = upload.commit or upload.state == Upload.State.WRITING
        self._stages = self._shares = WRITING if writes else READING
        self._read = False  # whether it does what comes before the writing
        self._began = self._entered = monotonic()
        self._at = ("", 0, 0)
        self._percent = 0
        self._over = Event()
        self._thread = Thread(target=self._beat, name="pulse", daemon=True)

    def tell(self, stage: str, done: int, total: int) -> None:
        """What the job does now, and how many of how many rows are done."""
        if stage != self._at[0]:
            self._entered = monotonic()
            self._read = self._read or stage not in KEPT
            self._shares = self._stages if self._read else KEPT
        self._at = (str(stage), done, total)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(_EVERY):
                stage, done, total = self._at
                before = self._entered - self._began
                within = monotonic() - self._entered
                inner = done / total if done and total else None
                told = percent(self._shares, stage, before, within, inner)
                # A guess by the pace may have been too good: the bar waits, it does not
                # go back.
                self._percent = max(self._percent, told)
                self._mine.filter(state__in=Upload.AT_WORK).update(
                    stage=stage,
                    done=done,
                    total=total,
                    percent=self._percent,
                    heartbeat=timezone.now(),
                )
        finally:
            connection.close()


def percent(
    shares: Shares, stage: str, before: float, within: float, inner: float | None
) -> int:
    """How much is done: `before` seconds until this stage, `within` seconds in it.

    `inner` is what part of the stage is done, by its rows; None: it counts none, and the
    pace until now says how long it will take.
    """
    if stage not in shares:
        return 0
    names = list(shares)
    passed = sum(shares[name] for name in names[: names.index(stage)])
    if inner is None:
        expected = before / passed * shares[stage] if passed else _FIRST_GUESS
        inner = 1 - exp(-within / expected) if expected > 0 else 0.0
    return min(_MOST, int(100 * (passed + shares[stage] * inner)))
