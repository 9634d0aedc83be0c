"""Every address refuses the anonymous; a new page is guarded without remembering to."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

# Shown to everybody: what is needed to sign in, and to see whether the product works.
PUBLIC = {"login", "logout", "set_language", "healthz", "admin:login"}
# One of these fits every kind of parameter; a new converter may need one more.
SAMPLES = ("1", "x", "2012", "24@start", "2025-07-01", "auth", "KN-01", "then")


class Address(NamedTuple):
    """A page of the product: its name, where it has one, and a path that leads to it."""

    name: str
    path: str


def addresses(
    resolver: URLResolver, path: str = "/", namespace: str = ""
) -> Iterator[Address]:
    """Every address under a resolver."""
    for pattern in resolver.url_patterns:
        inner = path + filled(pattern)
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, inner, namespace + space)
        else:
            yield Address(f"{namespace}{pattern.name or ''}", inner)


def filled(pattern: URLPattern | URLResolver) -> str:
    """The route of a pattern with a sample for each of its parameters."""
    route = pattern.pattern
    if not isinstance(route, RoutePattern):
        return by_regex(route.regex.pattern)
    text = str(route)
    for name, converter in route.converters.items():
        sample = next(s for s in SAMPLES if re.fullmatch(converter.regex, s))
        text = re.sub(rf"<(\w+:)?{name}>", sample, text)
    return text


def by_regex(regex: str) -> str:
    """A text that `regex` matches."""
    text, names = normalize(regex)[0]
    for sample in SAMPLES:
        tried = text % dict.fromkeys(names, sample)
        if re.search(regex, tried):
            return tried
    raise AssertionError(f"No sample fits {regex}: add one to SAMPLES.")


ALL = sorted(set(addresses(get_resolver())))


def test_there_are_addresses_and_the_public_ones_exist() -> None:
    names = {address.name for address in ALL}
    assert {"overview", "admin:index", *PUBLIC} <= names


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [one for one in ALL if one.name not in PUBLIC], ids=str
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_refused(
    client: Client, address: Address, method: str
) -> None:
    answer = getattr(client, method)(address.path)
    if 300 <= answer.status_code < 400:
        doors = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
        assert answer["Location"].startswith(doors), answer["Location"]
    else:
        assert answer.status_code in {401, 403}, answer.status_code


@pytest.mark.django_db
def test_a_stranger_may_choose_the_language_of_the_sign_in_page(client: Client) -> None:
    door = reverse("login")
    answer = client.post(reverse("set_language"), {"language": "en", "next": door})
    assert (answer.status_code, answer["Location"]) == (302, door)
    assert "Password" in client.get(door).content.decode()
