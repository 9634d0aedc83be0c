"""Units, their lives, who became whom, what exists there, who may see them."""

from communes.models.assessment import Assessment, Tag
from communes.models.assignment import Assignment, Role
from communes.models.cell import SINGLE_KINDS, CellEnd, CellKind, PartyCell
from communes.models.document import (
    Document,
    DocumentKind,
    DocumentReview,
    Movement,
    ReviewOutcome,
    StudySession,
)
from communes.models.hamlet import (
    EntryReason,
    ExitReason,
    Hamlet,
    HamletKind,
    HamletSpell,
)
from communes.models.keeping import Placement, RegisterKept
from communes.models.node import Cover, Holder, Node, Piece
from communes.models.pilot import (
    GOOD_RATINGS,
    Conclusion,
    PilotReview,
    PilotStatus,
    PilotUnit,
    Rating,
    StopReason,
)
from communes.models.programme import Programme, Task, TaskState
from communes.models.register import Precision, Register
from communes.models.reorganisation import Reorganisation
from communes.models.succession import Succession
from communes.models.training import (
    ContentType,
    Mode,
    OrganiserLevel,
    StudyForm,
    TheoryLevel,
    TraineeCategory,
    TrainingRound,
    TrainingTurns,
)
from communes.models.unit import (
    BLOC_KINDS,
    COMMUNE_KINDS,
    DISTRICT_KINDS,
    Kind,
    Level,
    Unit,
)
from communes.models.year import Year

__all__ = [
    "BLOC_KINDS",
    "COMMUNE_KINDS",
    "DISTRICT_KINDS",
    "GOOD_RATINGS",
    "SINGLE_KINDS",
    "Assessment",
    "Assignment",
    "CellEnd",
    "CellKind",
    "Conclusion",
    "ContentType",
    "Cover",
    "Document",
    "DocumentKind",
    "DocumentReview",
    "EntryReason",
    "ExitReason",
    "Hamlet",
    "HamletKind",
    "HamletSpell",
    "Holder",
    "Kind",
    "Level",
    "Mode",
    "Movement",
    "Node",
    "OrganiserLevel",
    "PartyCell",
    "Piece",
    "PilotReview",
    "PilotStatus",
    "PilotUnit",
    "Placement",
    "Precision",
    "Programme",
    "Rating",
    "Register",
    "RegisterKept",
    "Reorganisation",
    "ReviewOutcome",
    "Role",
    "StopReason",
    "StudyForm",
    "StudySession",
    "Succession",
    "Tag",
    "Task",
    "TaskState",
    "TheoryLevel",
    "TraineeCategory",
    "TrainingRound",
    "TrainingTurns",
    "Unit",
    "Year",
]
