"""Documents issued, working rules reviewed, sessions to study a document."""

from communes.models import DocumentKind, Placement, Register, ReviewOutcome
from indicators.measures.measure import Measure, in_period, one_of, yearly

# A document without a unit is of an issuer above or outside: it is not counted.
_DOCUMENTS = "SELECT * FROM communes_document WHERE unit_id IS NOT NULL"
_REVIEWS = """
    SELECT d.id, d.unit_id, d.kind, v.reviewed_on, v.outcome
    FROM communes_documentreview v JOIN communes_document d ON d.id = v.document_id
    WHERE d.unit_id IS NOT NULL
"""


def documents(*kinds: DocumentKind) -> Measure:
    """Documents that units of the tree issued in the period; of some kinds, or all."""
    when = in_period("issued_on")
    if kinds:
        when += f" AND {one_of('r.kind', *kinds)}"
    return Measure(Register.DOCUMENTS, Placement.Of.DOCUMENT, _DOCUMENTS, when)


def rules_reviewed() -> Measure:
    """Working rules that were reviewed in the period and kept or amended.

    Rules reviewed twice are counted once; what takes their place is a new document.
    """
    when = " AND ".join(
        [
            in_period("reviewed_on"),
            one_of("r.kind", DocumentKind.RULES),
            one_of("r.outcome", ReviewOutcome.KEPT, ReviewOutcome.AMENDED),
        ]
    )
    return Measure(
        Register.DOCUMENTS,
        Placement.Of.DOCUMENT,
        _REVIEWS,
        when,
        number="count(DISTINCT r.id)",
    )


def study(column: str) -> Measure:
    """People at the study sessions of the period: `due` to take part, or `attended`."""
    return Measure(
        Register.STUDY,
        Placement.Of.STUDY_SESSION,
        "SELECT * FROM communes_studysession",
        in_period("held_on"),
        number=f"sum(r.{column})",
    )


_BREAKDOWNS = {
    "documents_chuong_trinh": documents(DocumentKind.PROGRAMME),
    "documents_ke_hoach": documents(DocumentKind.PLAN),
    "documents_de_an": documents(DocumentKind.SCHEME),
    "documents_quy_che": documents(DocumentKind.RULES),
}

MEASURES = {
    "documents": documents(),
    "rules_reviewed": rules_reviewed(),
    "study_due": study("due"),
    "study_attended": study("attended"),
    **yearly(_BREAKDOWNS),
}
