"""The sheets of an import are all named, wherever it is told of."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from indicators.admin.import_sheets import Named, of_batches, of_uploads
from indicators.admin.imports import DONE, UPLOADS
from indicators.models import Batch, Sheet, Upload
from tests.factories import make_batch, make_sheet

SHEETS = ("S1", "S2", "S3", "S4")
BATCHES = "admin:indicators_batch_changelist"
BATCH = "admin:indicators_batch_change"


@pytest.fixture
def sheets(db: None) -> list[Sheet]:
    return [make_sheet(code) for code in SHEETS]


def uploaded(by: User, first: Sheet | None, *codes: str) -> Upload:
    """An import of these sheets."""
    return Upload.objects.create(
        user=by,
        file_name="x.xlsx",
        state=Upload.State.READY,
        sheet=first,
        understood={"sheets": list(codes)},
    )


@pytest.mark.parametrize(
    ("codes", "briefly", "whole"),
    [
        ([], "", ""),
        (["S1"], "S1 Sheet S1", "S1 Sheet S1"),
        (["S1", "S2"], "S1 Sheet S1 + S2 Sheet S2", "S1 Sheet S1 + S2 Sheet S2"),
        (
            ["S1", "S2", "S3", "S4"],
            "S1 Sheet S1 + S2 Sheet S2 and 2 more",
            "S1 Sheet S1 + S2 Sheet S2 + S3 Sheet S3 + S4 Sheet S4",
        ),
        (["S1", "gone"], "S1 Sheet S1 + gone", "S1 Sheet S1 + gone"),
    ],
)
def test_all_are_named_and_many_shortened(
    sheets: list[Sheet], admin_user: User, codes: list[str], briefly: str, whole: str
) -> None:
    first = sheets[0] if codes else None
    with override("en"):
        assert of_uploads([uploaded(admin_user, first, *codes)]) == [
            Named(briefly, whole)
        ]
        counts = {"sheets": codes} if len(codes) > 1 else {}
        assert of_batches([make_batch(sheet=first, counts=counts)]) == [
            Named(briefly, whole)
        ]


def test_an_upload_from_before_names_the_one_it_knows(
    sheets: list[Sheet], admin_user: User
) -> None:
    one = uploaded(admin_user, sheets[0])
    one.understood = {}
    assert of_uploads([one])[0].whole == str(sheets[0])


@pytest.mark.parametrize("address", [UPLOADS, BATCHES])
def test_a_list_names_them_in_one_query(
    address: str, sheets: list[Sheet], admin_user: User, admin_client: Client
) -> None:
    def listed() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            page = admin_client.get(reverse(address)).content.decode()
        return page, len(asked)

    def brought() -> None:
        uploaded(admin_user, sheets[0], *SHEETS[:2])
        make_batch(
            admin_user, sheet=sheets[0], kind="import", counts={"sheets": SHEETS[:2]}
        )

    listed()
    brought()
    page, few = listed()
    assert "S1 Biểu S1 + S2 Biểu S2" in page
    for _again in range(5):
        brought()
    assert listed()[1] == few


def test_the_pages_of_a_batch_name_all(
    sheets: list[Sheet], admin_user: User, admin_client: Client
) -> None:
    batch = make_batch(
        admin_user,
        sheet=sheets[0],
        kind=Batch.Kind.IMPORT,
        counts={"new": 1, "sheets": list(SHEETS)},
    )
    all_of_them = " + ".join(f"{code} Biểu {code}" for code in SHEETS)
    for name in (BATCH, DONE):
        page = admin_client.get(reverse(name, args=[batch.pk])).content.decode()
        assert all_of_them in page


def test_any_sheet_of_a_batch_finds_it(
    sheets: list[Sheet], admin_user: User, admin_client: Client
) -> None:
    one = make_batch(admin_user, sheet=sheets[0])
    several = make_batch(admin_user, sheet=sheets[0], counts={"sheets": SHEETS[:2]})
    make_batch(admin_user, sheet=sheets[3])
    make_batch(admin_user)

    def found(query: str) -> set[int]:
        page = admin_client.get(reverse(BATCHES) + query)
        return {batch.pk for batch in page.context["cl"].result_list}

    assert found("?sheet=S1") == {one.pk, several.pk}
    assert found("?sheet=S2") == {several.pk}
    assert found("?sheet=S3") == set()
    assert len(found("")) == 4


def test_the_filter_by_sheet_takes_as_many_queries_however_many_it_finds(
    sheets: list[Sheet], admin_user: User, admin_client: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(reverse(BATCHES) + "?sheet=S2")
        return len(asked)

    make_batch(admin_user, sheet=sheets[0], counts={"sheets": SHEETS[:2]})
    asked()
    few = asked()
    for _more in range(5):
        make_batch(admin_user, sheet=sheets[1])
        make_batch(admin_user, sheet=sheets[0], counts={"sheets": SHEETS[:2]})
    assert asked() == few
