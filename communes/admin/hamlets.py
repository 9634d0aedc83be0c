"""Hamlets, with the intervals in which no Party member lived in them."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin, RegisterRows
from communes.admin.register_filters import DistrictFilter, Rows, YearFilter
from communes.admin.register_forms import RegisterFormSet
from communes.admin.rough import known
from communes.admin.units import unit_label, unit_name
from communes.lists.hamlets import HamletResource, SpellResource
from communes.models import Hamlet, HamletSpell
from communes.refusals import sentence


class SpellFormSet(RegisterFormSet):
    """The spells of one hamlet: within its life, none over another."""

    def check_rows(self, standing: list[Any]) -> None:
        """Against the days of the hamlet as the form above gives them."""
        hamlet = self.instance
        last: date | None = date.min
        dated = [form for form in standing if form.cleaned_data.get("since")]
        for form in sorted(dated, key=lambda one: one.cleaned_data["since"]):
            since, until = (form.cleaned_data.get(name) for name in ("since", "until"))
            if (hamlet.valid_from and since < hamlet.valid_from) or (
                hamlet.valid_to and since >= hamlet.valid_to
            ):
                form.tell("since", sentence("spell_in_life_of_hamlet"))
            elif last is None or since < last:
                form.tell("since", sentence("hamlet_spells_do_not_overlap"))
            if hamlet.valid_to and until is None and "until" not in form.errors:
                form.tell("until", sentence("spell_ends_with_its_hamlet"))
            last = until if "until" not in form.errors else last


class SpellRows(RegisterRows):
    """Since when, until when, and why."""

    model = HamletSpell
    formset = SpellFormSet
    fields = ["since", "entry_reason", "until", "exit_reason", "note"]


class HamletStateFilter(admin.SimpleListFilter):
    """Without members now or once; there still or no longer."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What is asked most, first."""
        return [
            ("white", _("without members now")),
            ("once", _("once without members, no longer")),
            ("now", _("exists today")),
            ("ended", _("no longer exists")),
        ]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """By its own days and those of its spells."""
        today = timezone.localdate()
        white = Q(pk__in=HamletSpell.objects.on(today).values("hamlet"))
        ended = Q(valid_to__lte=today)
        if self.value() == "white":
            return queryset.filter(white)
        if self.value() == "once":
            once = HamletSpell.objects.filter(since__lte=today).values("hamlet")
            return queryset.filter(pk__in=once).exclude(white)
        if self.value() == "now":
            return queryset.exclude(ended)
        return queryset.filter(ended) if self.value() == "ended" else queryset


class WhiteYearFilter(YearFilter):
    """Without members in some part of a year."""

    title = _("without members in")
    parameter_name = "white_in"
    begin = "spells__since"
    end = "spells__until"

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Hamlets with a spell in that year."""
        if self.value() not in dict(self.lookup_choices):
            return queryset
        year = int(self.value() or 0)
        spells = HamletSpell.objects.filter(since__lte=date(year, 12, 31))
        spells = spells.exclude(until__lte=date(year, 1, 1))
        return queryset.filter(pk__in=spells.values("hamlet"))


@admin.register(Hamlet)
class HamletAdmin(RegisterExchange, RegisterAdmin):
    """Hamlets of communes; those without members are the reason of the register."""

    resource_classes = [HamletResource, SpellResource]
    inlines = [SpellRows]
    of_communes = True
    handed_on = ("unit", "kind")
    own_texts = ("name",)
    list_display = [
        "full_name", "unit_shown", "white", "valid_from", "valid_to", "merged_into",
        "households",
    ]  # fmt: skip
    list_filter = [
        HamletStateFilter, DistrictFilter, WhiteYearFilter, "kind", "is_difficult",
        "illustrative",
    ]  # fmt: skip
    search_fields = ["name"]
    search_help_text = _("Hamlet or commune, with or without diacritics")
    sortable_by = ["full_name", "valid_from", "valid_to", "households"]
    autocomplete_fields = ["unit", "merged_into"]
    # What `suggestion` reads beside the hamlet.
    suggested_with = ("unit__parent",)
    fieldsets = [
        (None, {"fields": ["unit", ("kind", "name"), ("is_difficult", "households")]}),
        (
            _("Existence"),
            {"fields": [("valid_from", "valid_to"), "merged_into", "note"]},
        ),
    ]

    @admin.display(description=_("hamlet"), ordering="name")
    def full_name(self, hamlet: Hamlet) -> str:
        """With its kind."""
        return hamlet.full_name

    @admin.display(description=_("commune"))
    def unit_shown(self, hamlet: Hamlet) -> str:
        """With its district."""
        return unit_name(hamlet.unit)

    @admin.display(description=_("without members"))
    def white(self, hamlet: Hamlet) -> str:
        """Since when it has none; of one that had none, from when to when."""
        spells: list[HamletSpell] = hamlet.latest_spells  # type: ignore[attr-defined]
        if not spells:
            return ""
        spell = spells[0]
        since = known(spell, "since")
        if spell.until is None:
            return gettext("since %(day)s") % {"day": since}
        return f"{since} – {known(spell, 'until')} ({spell.get_exit_reason_display()})"

    def suggestion(self, hamlet: Hamlet) -> str:
        """What an autocomplete field shows."""
        return f"{hamlet.full_name}, {unit_label(hamlet.unit)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hamlet]:
        """With their spells, the latest first."""
        rows: QuerySet[Hamlet] = super().get_queryset(request)
        spells = HamletSpell.objects.order_by("-since")
        return rows.select_related("unit__parent", "merged_into").prefetch_related(
            Prefetch("spells", spells, to_attr="latest_spells")
        )
