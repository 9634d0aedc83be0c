"""Units, their lives, who became whom, who may see them."""

from communes.models.assignment import Assignment, Role
from communes.models.document import Document, DocumentKind
from communes.models.node import Cover, Node, Piece
from communes.models.succession import Succession
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
    "Assignment",
    "Cover",
    "Document",
    "DocumentKind",
    "Kind",
    "Level",
    "Node",
    "Piece",
    "Role",
    "Succession",
    "Unit",
    "Year",
]
