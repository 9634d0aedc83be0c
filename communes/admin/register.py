"""The screen of a register: one list, one form, one door for all that is written.

A saved form is one transaction with everything under it (`communes/registers.py`). What
the database refuses, even at its very end, comes back as a sentence in the form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection, models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from communes.admin.base import Admin, Rows, scope
from communes.admin.history import HistoryPages
from communes.admin.register_forms import PartForm, RegisterForm, RegisterFormSet
from communes.admin.rough import RoughDayField, known, rough_days
from communes.admin.searching import found
from communes.models import COMMUNE_KINDS, Unit
from communes.persons import named
from communes.refusals import REFUSALS, Refusal, refusal_of
from communes.registers import Writer, may_change, writing

_WRITER, _REFUSAL = "_register_writer", "_register_refusal"


class RoughFields:
    """Roughly known days are one text each."""

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A text where the model also keeps how well the day is known."""
        if db_field.name not in rough_days(db_field.model):
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        return RoughDayField(
            label=capfirst(db_field.verbose_name),
            required=not db_field.blank,
            help_text=_joined(db_field.help_text),
        )


class RegisterRows(RoughFields, Rows):
    """The rows under a form, for whoever may change the row of the form."""

    form = PartForm
    formset = RegisterFormSet

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the row above."""
        return obj is None or may_change(scope(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the row above."""
        return obj is None or may_change(scope(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the row above."""
        return obj is None or may_change(scope(request), obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Knows who asks and what was refused."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.refusal = getattr(request, _REFUSAL, None)
        formset.form.rights = scope(request)
        return formset


class RegisterAdmin(HistoryPages, RoughFields, Admin):
    """Rows of the units a person sees, written by those who write there."""

    form = RegisterForm
    change_form_template = "admin/register_form.html"
    # What the next form takes over from the one saved.
    handed_on: ClassVar[tuple[str, ...]] = ("unit",)
    # The texts by which a row is found, beside its unit.
    own_texts: ClassVar[tuple[str, ...]] = ()
    # Texts in which no person is to be named.
    free_texts: ClassVar[tuple[str, ...]] = ()
    of_communes = False
    # What a field is called here, where the model says it more generally.
    labels: ClassVar[dict[str, Any]] = {}

    # Rights

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever writes somewhere."""
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever writes in its unit."""
        if obj is None:
            return self.admin_site.has_permission(request)
        return may_change(scope(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever writes in its unit; its history stays."""
        return self.has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the units the person sees."""
        return self.seen(super().get_queryset(request), scope(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By unit or by its own texts, as names are matched everywhere."""
        return found(queryset, search_term, self.own_texts), False

    # Forms

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Under the name it has in this register."""
        if db_field.name in self.labels:
            kwargs["label"] = capfirst(str(self.labels[db_field.name]))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def parts(self) -> tuple[tuple[type[models.Model], str], ...]:
        """The models of the rows under the form, each with the field that leads up."""
        return tuple((one.model, _leading(one, self.model)) for one in self.inlines)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Knows who asks, what hangs on the row, and what was refused."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.rights = scope(request)
        form.parts = self.parts()
        form.refusal = self.refused(request)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the state of the row that the form is opened on."""
        sets = list(super().get_fieldsets(request, obj))
        if obj is not None and self.has_change_permission(request, obj):
            name, options = sets[0]
            shown = [field for field in options["fields"] if field != "seen"]
            sets[0] = (name, {**options, "fields": [*shown, "seen"]})
        return sets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Opens on the unit that the person works at."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        home = scope(request).home
        if home is not None and self.offers(home):
            given.setdefault("unit", str(home.pk))
        return given

    def offers(self, unit: Unit) -> bool:
        """Whether rows of this register can be of such a unit."""
        return unit.kind in COMMUNE_KINDS or not self.of_communes

    # Writing

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """While something is written, nobody else writes the same row."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and hasattr(request, _WRITER):
            held = self.model._default_manager.select_for_update()
            return row if held.filter(pk=row.pk).exists() else None
        return row

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A form that is saved is one transaction; what refuses it is told in it."""
        show = super().changeform_view
        if request.method != "POST":
            return show(request, object_id, form_url, extra_context)
        try:
            with self._writing(request):
                return show(request, object_id, form_url, extra_context)
        except REFUSALS as error:
            setattr(request, _REFUSAL, refusal_of(error))
            return show(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> Any:
        """In one transaction too; a refusal leads back to the row."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        try:
            with self._writing(request):
                return super().delete_view(request, object_id, extra_context)
        except REFUSALS as error:
            self.message_user(request, refusal_of(error).message, messages.ERROR)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return redirect(name, object_id)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Through the door; a form in which nothing was changed writes nothing."""
        if change and not form.has_changed():
            return
        obj.illustrative = False  # from now on somebody states it
        self.writer(request).save(obj)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        """Through the door: what goes, what changes, what is new."""
        formset.save(commit=False)
        to, model = self.writer(request), formset.model
        for row in formset.deleted_objects:
            to.delete(row)
        changed = [row for row, _fields in formset.changed_objects]
        for row in (*changed, *formset.new_objects):
            row.illustrative = False
        if changed:
            fields = [one.name for one in model._meta.concrete_fields]
            to.change(model, changed, [name for name in fields if name != "id"])
        if formset.new_objects:
            to.add(model, formset.new_objects)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Then the rules that wait for the end of the transaction are asked."""
        super().save_related(request, form, formsets, change)
        row = form.instance
        if row.illustrative and any(formset.has_changed() for formset in formsets):
            row.illustrative = False
            self.writer(request).save(row)
        connection.check_constraints()
        self._warn_of_persons(request, [form, *_forms_of(formsets)])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Through the door, with what hangs on it."""
        self.writer(request).delete(obj)
        connection.check_constraints()

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """The next form goes on where this one was."""
        answer = super().response_add(request, obj, post_url_continue)
        if "_addanother" not in request.POST:
            return answer
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_add"
        kept = {one: _plain(obj, one) for one in self.handed_on}
        query = urlencode({one: value for one, value in kept.items() if value})
        return redirect(f"{reverse(name)}?{query}")

    # Inside

    @contextmanager
    def _writing(self, request: HttpRequest) -> Iterator[None]:
        """One transaction; the request carries its writer meanwhile."""
        assert request.user.is_authenticated
        with writing(by=request.user) as writer:
            setattr(request, _WRITER, writer)
            try:
                yield
            finally:
                delattr(request, _WRITER)

    def writer(self, request: HttpRequest) -> Writer:
        """The door of this request."""
        writer: Writer = getattr(request, _WRITER)
        return writer

    def refused(self, request: HttpRequest) -> Refusal | None:
        """What the database refused a moment ago."""
        return getattr(request, _REFUSAL, None)

    def _warn_of_persons(self, request: HttpRequest, forms: list[Any]) -> None:
        texts = set(self.free_texts)
        for form in forms:
            for name in texts & set(getattr(form, "changed_data", ())):
                words = named(str(form.cleaned_data.get(name) or ""))
                if words is None:
                    continue
                told = gettext(
                    "«%(words)s» in the field «%(field)s» seems to name a person. The "
                    "registers speak of units: name the office instead."
                )
                label = form.fields[name].label
                values = {"words": words, "field": label}
                self.message_user(request, told % values, messages.WARNING)


def _joined(help_text: Any) -> str:
    how = gettext("30-9-2012, 9-2012 or 2012.")
    return f"{help_text} {how}" if help_text else how


def _leading(inline: Any, model: type[models.Model]) -> str:
    fields = inline.model._meta.concrete_fields
    up = (f for f in fields if f.remote_field and f.remote_field.model is model)
    return str(next(up).name)


def _forms_of(formsets: Any) -> list[Any]:
    return [
        form
        for formset in formsets
        for form in formset.forms
        if hasattr(form, "cleaned_data")
    ]


def _plain(row: Any, name: str) -> Any:
    """What a field of the next form is given in its address."""
    if name in rough_days(type(row)):
        return known(row, name)
    return row.serializable_value(name)
