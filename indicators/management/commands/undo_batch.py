"""Take a batch back: every key gets the value it had before, or is withdrawn."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext

from communes.access import system_account
from indicators import ledger
from indicators.models import Batch


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an undo did, or would do, or why it may not."""

    status: str
    batch: int | None = None
    restored: int = 0
    withdrawn: int = 0
    blocked: tuple[ledger.Blocker, ...] = ()
    messages: tuple[str, ...] = ()


class Command(BaseCommand):
    """manage.py undo_batch ID; see the design, section 9."""

    help = "Undo a whole batch; without --commit only say what would happen."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument("id", type=int)
        parser.add_argument("--reason", default="")
        parser.add_argument("--user", help="account that undoes it")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Undo, print, and exit 1 where it was refused."""
        outcome = _undo(
            _batch(options["id"]),
            by=_account(options["user"]),
            reason=options["reason"],
            commit=options["commit"],
        )
        self.stdout.write(_json(outcome) if options["json"] else _text(outcome))
        if outcome.status == "refused":
            raise CommandError(gettext("Nothing was undone."), returncode=1)


def _undo(batch: Batch, *, by: User, reason: str, commit: bool) -> Outcome:
    try:
        with transaction.atomic():
            written = ledger.undo(batch, by=by, reason=reason)
            counts = written.counts
            if not commit:
                transaction.set_rollback(True)
    except ledger.Blocked as blocked:
        return Outcome("refused", blocked=tuple(blocked.blockers))
    except ledger.Refused as refused:
        sentences = dict.fromkeys(
            ledger.message_of_undo(fault) for fault in refused.faults
        )
        return Outcome("refused", messages=tuple(sentences))
    done = written.batch.pk if written.batch and commit else None
    # What is not withdrawn got an earlier value back.
    return Outcome("ok", done, counts.new + counts.changed, counts.cleared)


def _batch(number: int) -> Batch:
    batch = Batch.objects.filter(pk=number).first()
    if batch is None:
        raise CommandError(
            gettext("There is no batch %(number)s.") % {"number": number}, returncode=2
        )
    if hasattr(batch, "undone_by"):
        raise CommandError(
            gettext("Batch %(number)s is undone already, by batch %(by)s.")
            % {"number": number, "by": batch.undone_by.pk},
            returncode=1,
        )
    return batch


def _account(name: str | None) -> User:
    if name is None:
        return system_account()
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(
            gettext("There is no account «%(name)s».") % {"name": name}, returncode=2
        )
    return user


def _json(outcome: Outcome) -> str:
    # The public interface names these, and not who wrote (design, section 9).
    told = ("unit", "indicator", "year", "through", "batch")
    blocked = [
        {name: getattr(blocker, name) for name in told} for blocker in outcome.blocked
    ]
    return json.dumps(
        {
            "status": outcome.status,
            "batch": outcome.batch,
            "restored": outcome.restored,
            "withdrawn": outcome.withdrawn,
            "blocked": blocked,
        },
        ensure_ascii=False,
    )


def _blocked(blocker: ledger.Blocker) -> str:
    if blocker.batch is None:
        return (
            gettext(
                "%(indicator)s of %(unit)s was written since by %(account)s on the screen of "
                "its register: set it back there first."
            )
            % blocker._asdict()
        )
    return (
        gettext(
            "%(indicator)s of %(unit)s, %(through)s-%(year)s was written since by "
            "%(account)s in batch %(batch)s: undo that one first."
        )
        % blocker._asdict()
    )


def _text(outcome: Outcome) -> str:
    lines = list(outcome.messages)
    lines += map(_blocked, outcome.blocked)
    if outcome.status == "ok":
        lines.append(
            gettext("%(restored)s values restored, %(withdrawn)s withdrawn.")
            % {"restored": outcome.restored, "withdrawn": outcome.withdrawn}
        )
        if outcome.batch is None:
            lines.append(gettext("Nothing was written: add --commit to do it."))
    return "\n".join(lines)
