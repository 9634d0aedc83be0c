"""The admin as a whole: who enters, what is listed, what every page keeps to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import (
    Document,
    Hamlet,
    Reorganisation,
    Role,
    Succession,
    Unit,
    Year,
)
from indicators.imports.corrections import Corrections, Told
from indicators.imports.packing import pack
from indicators.imports.roles import Kind
from indicators.imports.roles import Role as ColumnRole
from indicators.models import (
    ApiToken,
    Band,
    Entry,
    Indicator,
    Mapping,
    ReferenceBasis,
    Sheet,
    Theme,
)
from tests.factories import (
    make_assessment,
    make_assignment,
    make_batch,
    make_cell,
    make_document,
    make_document_review,
    make_entry,
    make_hamlet,
    make_indicator,
    make_movement,
    make_pilot,
    make_pilot_review,
    make_programme,
    make_register_kept,
    make_round,
    make_sheet,
    make_spell,
    make_study_session,
    make_succession,
    make_task,
    make_theme,
    make_turns,
    make_unit,
    make_user,
    make_year,
)
from tests.indicators.admin.conftest import Place
from tests.test_architecture import INLINE

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# What only administrators of the province see at all.
HIDDEN = ("auth.User", "communes.Assignment", "communes.Reorganisation")
LABELS = [model._meta.label_lower for model in MODELS]


def url(model: type[Model], page: str, *args: object) -> str:
    """The address of a page of a model's admin."""
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args
    )


@pytest.fixture
def world(place: Place, administrator: User) -> Place:
    """At least one row of everything that is registered."""
    end = date(2012, 7, 1)
    old = make_unit("08001", name="Cũ", parent=place.district, valid_to=end)
    new = make_unit("08002", name="Mới", parent=place.district, valid_from=end)
    make_succession(old, new, document=make_document())
    make_entry(place.commune, place.admissions, 30, batch=make_batch(administrator))
    _mapping(make_sheet("KN", place.admissions, place.women), administrator)
    make_assignment(make_user("nhap"), place.district)
    ApiToken.make(user=administrator, name="thử")
    make_year(2012)
    _registers(place, administrator)
    Band.objects.create(code="met", word_vi="đạt", word_en="met", sign="●")
    ReferenceBasis.objects.create(
        indicator=place.admissions, year=2012, basis="resolution"
    )
    return place


def _mapping(sheet: Sheet, user: User) -> None:
    said = Corrections(kind=Kind.TABLE, columns=(Told(2, ColumnRole.IGNORED),))
    told = {**pack(said), "rows": [], "dismissed": ["điện thoại"]}
    Mapping.objects.create(
        sheet=sheet, fingerprint="0" * 64, headings="STT | Đơn vị | Số", told=told,
        set_by=user,
    )  # fmt: skip


def _registers(place: Place, user: User) -> None:
    """A row of every register, with what hangs on it."""
    make_spell(make_hamlet(place.commune))
    make_cell(place.commune)
    make_pilot_review(make_pilot(place.commune))
    held = make_document_review(make_document(unit=place.district)).document
    make_turns(make_round(place.district), unit=place.commune)
    make_study_session(held, unit=place.commune)
    make_task(make_programme(place.district, document=held), unit=place.commune)
    make_movement(place.district)
    make_assessment(place.commune)
    make_register_kept(place.district)
    Reorganisation.objects.create(
        document=held,
        on=date(2012, 7, 1),
        by=user,
        done={"opened": [], "successions": []},
    )


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_only_what_is_worked_with_is_registered() -> None:
    assert LABELS == [
        "auth.user", "communes.assessment", "communes.assignment", "communes.document",
        "communes.hamlet", "communes.movement", "communes.partycell",
        "communes.pilotunit", "communes.programme", "communes.registerkept",
        "communes.reorganisation", "communes.studysession", "communes.succession",
        "communes.task", "communes.traininground", "communes.unit", "communes.year",
        "indicators.apitoken", "indicators.band", "indicators.batch",
        "indicators.entry", "indicators.indicator", "indicators.mapping",
        "indicators.referencebasis", "indicators.sheet", "indicators.theme",
    ]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_every_list_and_form_answers_in_vietnamese_with_nothing_inline(
    signed_in: Client, world: Place, model: type[Model]
) -> None:
    row = model._default_manager.exclude(pk=None).order_by("-pk").first()
    assert row is not None
    pages = [url(model, "changelist"), url(model, "change", row.pk)]
    if admin.site._registry[model].has_add_permission(_request(signed_in)):
        pages.append(url(model, "add"))
    for page in pages:
        response = signed_in.get(page, follow=True)
        assert response.status_code == 200, page
        text = response.content.decode()
        assert '<html lang="vi"' in text
        assert not INLINE.search(text), page


def _request(client: Client) -> HttpRequest:
    return client.get(reverse("admin:index")).wsgi_request


@pytest.mark.parametrize(
    "page",
    [
        "/admin/",
        "/admin/password_change/",
        "/admin/indicators/entry/form/",
        "/admin/indicators/entry/form/KN/",
        "/admin/indicators/entry/form/KN-01/?unit=24%40start&year=2012&through=12",
        "/admin/communes/unit/import/",
        "/admin/communes/unit/export/",
        "/admin/communes/document/import/",
        "/admin/communes/document/export/",
        "/admin/indicators/indicator/import/",
        "/admin/indicators/indicator/export/",
    ],
)
def test_every_other_page_answers_with_nothing_inline(
    signed_in: Client, world: Place, page: str
) -> None:
    response = signed_in.get(page)
    assert response.status_code == 200
    assert not INLINE.search(response.content.decode())
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_pages_on_one_row_answer_with_nothing_inline(
    signed_in: Client, world: Place, administrator: User
) -> None:
    hamlet = Hamlet.objects.earliest("pk")
    for page in (
        url(Hamlet, "history", hamlet.pk),
        url(Hamlet, "delete", hamlet.pk),
        url(Hamlet, "deleted"),
        url(Theme, "history", Theme.objects.earliest("pk").pk),
        url(Theme, "delete", Theme.objects.earliest("pk").pk),
        reverse("admin:auth_user_password_change", args=[administrator.pk]),
    ):
        response = signed_in.get(page)
        assert response.status_code == 200
        assert not INLINE.search(response.content.decode())


@pytest.mark.parametrize(
    ("model", "term", "found"),
    [
        (User, "nhap", 1),
        (Unit, "giap son", 1),
        (Unit, "07525", 1),
        (Succession, "Cũ", 1),
        (Document, "qd/tu", 2),
        (Hamlet, "giap son", 1),
        (Indicator, "ket nap trong nam", 1),
        (Indicator, "kn-0", 4),
        (Theme, "KN", 1),
        (Sheet, "KN", 1),
        (Entry, "giáp sơn", 1),
        (Year, "2012", 1),
        (ReferenceBasis, "KN-01", 1),
        (Unit, "không có đơn vị này", 0),
    ],
)
def test_search(
    signed_in: Client, world: Place, model: type[Model], term: str, found: int
) -> None:
    response = signed_in.get(url(model, "changelist"), {"q": term})
    assert response.context["cl"].result_count == found


def test_shares_and_counts_are_told_as_the_office_writes_them(
    signed_in: Client, world: Place
) -> None:
    Succession.objects.update(share=Decimal("0.699"))
    assert "69,9 %" in signed_in.get(url(Succession, "changelist")).content.decode()
    batch = make_batch(counts={"new": 2753, "same": 0})
    page = signed_in.get(url(type(batch), "changelist")).content.decode()
    assert f"#{batch.pk}" in page
    assert "2.753" in page


def _more_units(place: Place) -> None:
    for _ in range(5):
        make_unit(parent=place.district)


def _more_entries(place: Place) -> None:
    for year in range(2003, 2009):
        make_entry(place.commune, place.admissions, 5, year=year, batch=make_batch())


def _more_of_the_catalogue(place: Place) -> None:
    for number in range(5):
        make_indicator(f"DV-1{number}", part_of=place.admissions)
        make_theme(f"T{number}")
        make_sheet("")


def _more_people(place: Place) -> None:
    for _ in range(5):
        make_assignment(make_user(), place.district, Role.VIEWER)


def _more_successions(place: Place) -> None:
    for number in range(5):
        end = date(2012, 8, number + 1)
        old = make_unit(parent=place.district, valid_to=end)
        make_succession(old, make_unit(parent=place.district, valid_from=end))
        make_document(implements=make_document())


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (Unit, _more_units),
        (Entry, _more_entries),
        (Indicator, _more_of_the_catalogue),
        (Theme, _more_of_the_catalogue),
        (Sheet, _more_of_the_catalogue),
        (User, _more_people),
        (Succession, _more_successions),
        (Document, _more_successions),
    ],
)
def test_a_longer_list_asks_no_more_queries(
    signed_in: Client,
    world: Place,
    model: type[Model],
    more: Callable[[Place], None],
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(url(model, "changelist"))
        return len(captured)

    queries()  # what is asked once per process
    before = queries()
    more(world)
    assert queries() == before


class TestRights:
    """Rights come from assignments alone."""

    def test_a_stranger_is_sent_to_sign_in(self, client: Client, place: Place) -> None:
        response = client.get("/admin/indicators/entry/", follow=True)
        assert response.redirect_chain[-1][0].startswith("/login/?next=/admin/")

    @pytest.mark.parametrize("staff", [True, False])
    def test_without_a_writing_role_nobody_enters(
        self, client: Client, place: Place, staff: bool
    ) -> None:
        viewer = make_user(role=Role.VIEWER, unit=place.province, is_staff=staff)
        client.force_login(viewer)
        assert client.get("/admin/", follow=True).status_code == 403

    def test_a_role_that_has_ended_opens_nothing(
        self, client: Client, place: Place
    ) -> None:
        former = make_user()
        make_assignment(former, place.district, until=date(2012, 1, 1))
        client.force_login(former)
        assert client.get("/admin/", follow=True).status_code == 403

    def test_an_editor_enters_figures_and_reads_the_catalogue(
        self, client: Client, editor: User, world: Place
    ) -> None:
        client.force_login(editor)
        menu = client.get("/admin/").context["app_list"]
        slugs = [group["app_label"] for group in menu]
        assert slugs == [
            "data", "plans", "registers", "organisation", "catalogue", "system",
        ]  # fmt: skip
        listed = {item["model"] for group in menu for item in group["models"]}
        assert User not in listed
        for model, expected in {
            Theme: 403,
            Indicator: 403,
            Year: 403,
            Entry: 200,
        }.items():
            if model is not Year:
                assert client.get(url(model, "add")).status_code == expected
        assert client.get(url(User, "changelist")).status_code == 403
        assert client.get(url(Indicator, "changelist")).status_code == 200
        for page in ("import", "process_import"):
            assert client.post(url(Unit, page)).status_code == 403

    @pytest.mark.parametrize("model", MODELS, ids=LABELS)
    def test_an_editor_looks_at_what_he_may_not_change(
        self, client: Client, editor: User, world: Place, model: type[Model]
    ) -> None:
        client.force_login(editor)
        row = model._default_manager.exclude(pk=None).order_by("pk").first()
        assert row is not None
        hidden = model._meta.label in HIDDEN
        response = client.get(url(model, "changelist"))
        assert response.status_code == (403 if hidden else 200)
        response = client.get(url(model, "change", row.pk))
        # Of another unit or account: not found, which the admin says on its index.
        assert response.status_code in ((403,) if hidden else (200, 302, 404))

    def test_an_editor_sees_his_own_units_in_the_list(
        self, client: Client, editor: User, place: Place
    ) -> None:
        client.force_login(editor)
        units = client.get(url(Unit, "changelist")).context["cl"].queryset
        assert {unit.code for unit in units} == {"219", "07525"}

    def test_an_administrator_of_the_province_manages_without_being_superuser(
        self, client: Client, world: Place
    ) -> None:
        client.force_login(make_user(role=Role.ADMINISTRATOR, unit=world.province))
        for model in (Theme, Indicator, User, Sheet):
            assert client.get(url(model, "add")).status_code == 200


def test_the_menu_is_grouped_by_the_work_of_the_year_and_marks_where_one_is(
    signed_in: Client, world: Place
) -> None:
    def here(page: str) -> list[str]:
        groups = signed_in.get(page).context["available_apps"]
        return [
            str(item["admin_url"])
            for group in groups
            for item in group["models"]
            if item["current"]
        ]

    entries = url(Entry, "changelist")
    assert here(f"{entries}form/KN-01/") == [f"{entries}form/KN-01/"]
    assert here(f"{entries}?measure=plan") == [f"{entries}?measure=plan"]
    assert here(url(Unit, "changelist")) == [url(Unit, "changelist")]
    assert here(url(Theme, "add")) == [url(Theme, "changelist")]


def test_the_index_of_an_app_is_the_one_index(signed_in: Client, db: None) -> None:
    assert signed_in.get("/admin/communes/").headers["Location"] == "/admin/"


def test_the_way_back_to_the_pages_stands_in_the_header(
    signed_in: Client, db: None
) -> None:
    assert signed_in.get("/admin/").content.count(b'href="/"') >= 2
