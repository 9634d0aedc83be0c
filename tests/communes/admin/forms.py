"""Forms of the admin as a person fills them in: open, change what is to change, save."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.test import Client

from communes.signals import register_changed

ROOT = "/admin/communes/"


def address(row: Any, page: str = "change") -> str:
    """A page of a row."""
    return f"{ROOT}{row._meta.model_name}/{row.pk}/{page}/"


def filled(page: Any) -> dict[str, Any]:
    """What a form sends when nothing was typed into it."""
    forms = [page.context["adminform"].form]
    for shown in page.context["inline_admin_formsets"]:
        forms += [shown.formset.management_form, *shown.formset.forms]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, date):
                value = f"{value:%d-%m-%Y}"
            if value is not None and value is not False and value != "":
                sent[field.html_name] = value
    return sent


def change(client: Client, row: Any, **typed: Any) -> Any:
    """Open the form of a row, type, save; "" empties a field."""
    page = client.get(address(row))
    assert page.status_code == 200
    return client.post(address(row), filled(page) | typed)


def add(client: Client, model: str, query: str = "", **typed: Any) -> Any:
    """Open the form for a new row, type, save."""
    there = f"{ROOT}{model}/add/"
    page = client.get(there + query)
    assert page.status_code == 200
    return client.post(there, filled(page) | typed)


def errors(page: Any) -> dict[str, str]:
    """What the form says at which field; of rows under it by the name of the field sent."""
    assert page.status_code == 200, "It was saved."
    told = {
        name: " ".join(e) for name, e in page.context["adminform"].form.errors.items()
    }
    for shown in page.context["inline_admin_formsets"]:
        table = shown.formset
        if table.non_form_errors():
            told[table.prefix] = " ".join(table.non_form_errors())
        for form in table.forms:
            for name, each in form.errors.items():
                told[f"{form.prefix}-{name}"] = " ".join(each)
    return told


def messages(client: Client, answer: Any) -> list[str]:
    """What the next page says above all."""
    page = client.get(answer["Location"])
    return [str(message) for message in page.context["messages"]]


@contextmanager
def announced() -> Iterator[list[dict[str, Any]]]:
    """What those who build on the registers are told inside."""
    told: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:
        told.append(said)

    register_changed.connect(listen)
    try:
        yield told
    finally:
        register_changed.disconnect(listen)
