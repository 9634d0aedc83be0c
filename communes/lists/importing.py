"""A register taken in from a file: the same for the command and whoever else has a file."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext
from tablib import Dataset

from communes.lists.assessments import AssessmentResource
from communes.lists.documents import DocumentResource, DocumentReviewResource
from communes.lists.formats import CommaSeparated, Workbook
from communes.lists.hamlets import HamletResource, SpellResource
from communes.lists.keeping import KeptResource
from communes.lists.movements import MovementResource
from communes.lists.party_cells import CellResource
from communes.lists.pilots import PilotResource, PilotReviewResource
from communes.lists.problems import Problem, counts, problems
from communes.lists.programmes import ProgrammeResource, TaskResource
from communes.lists.register import RegisterResource
from communes.lists.study import StudyResource
from communes.lists.training import RoundResource
from communes.lists.turns import TurnsResource

# By the names of the public interface; of several forms of one register the one that the
# headings fit best.
REGISTERS: dict[str, tuple[type[RegisterResource], ...]] = {
    "hamlets": (HamletResource,),
    "white_hamlets": (SpellResource,),
    "cells": (CellResource,),
    "pilots": (PilotResource,),
    "pilot_reviews": (PilotReviewResource,),
    "training": (RoundResource, TurnsResource),
    "documents": (DocumentResource,),
    "document_reviews": (DocumentReviewResource,),
    "study": (StudyResource,),
    "programmes": (ProgrammeResource,),
    "tasks": (TaskResource,),
    "movements": (MovementResource,),
    "assessments": (AssessmentResource,),
    "kept": (KeptResource,),
}


class Unreadable(ValueError):
    """The file is no table of the kind its name says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rows of a file do, or did, and all that is wrong with them."""

    new: int
    changed: int
    same: int
    rejected: int
    problems: tuple[Problem, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows did what, in the words of the public interface."""
        return {
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "rejected": self.rejected,
        }


def import_file(
    name: str, data: bytes, file_name: str, *, by: User, commit: bool
) -> Outcome:
    """Take in a file of the register `name`; without `commit` only say what it would do.

    All or nothing. Raises Unreadable, KeyError for a register there is not.
    """
    dataset = _read(data, file_name)
    resource = best_fit(REGISTERS[name], dataset)()
    result = resource.import_data(
        dataset,
        dry_run=not commit,
        use_transactions=True,
        rollback_on_validation_errors=True,
        user=by,
    )
    found = tuple(problems(result, resource))
    rejected = len({one.row for one in found if one.row is not None})
    if result.base_errors:
        rejected = len(dataset)
        return Outcome(0, 0, 0, rejected, found)
    return Outcome(**counts(result), rejected=rejected, problems=found)


def best_fit(
    forms: tuple[type[RegisterResource], ...], dataset: Dataset
) -> type[RegisterResource]:
    """The form that knows most of the headings; the first of equals."""
    return max(forms, key=lambda form: form().known_among(dataset.headers or []))


def _read(data: bytes, file_name: str) -> Any:
    reader = Workbook() if file_name.lower().endswith(".xlsx") else CommaSeparated()
    try:
        return reader.create_dataset(data)
    except Exception as error:  # whatever the readers make of bytes that are no table
        raise Unreadable(
            gettext(
                "The file %(name)s cannot be read. Save the list as .xlsx or as CSV "
                "(UTF-8), and try again."
            )
            % {"name": file_name}
        ) from error
