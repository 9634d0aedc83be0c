"""The house stands: five floors, budgets of size, nothing inline in templates."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "communes", "indicators")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 200

SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted(
    path
    for folder in ("templates", *PACKAGES)
    for path in (ROOT / folder).rglob("*.html")
)
# What a strict Content-Security-Policy would block: a script or a style in the page
# (blocks of data are none), a style attribute, a handler attribute.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle="
    r"|<[^>]*\son[a-z]+=|javascript:",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named(path: Path) -> str:
    """How a file is named in a test's answer."""
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    """The module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports_in(node: ast.AST) -> list[ast.AST]:
    """The import statements in a piece of code."""
    return [
        part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom)
    ]


def test_every_import_goes_down_the_floors() -> None:
    assert (
        lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
    )


def test_every_module_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = tuple(name.strip(" ()\n") for layer in layers for name in layer.split(":"))
    homeless = [
        name_of(path)
        for path in SOURCES
        if not f"{name_of(path)}.".startswith(tuple(f"{name}." for name in placed))
        # A package that only holds modules together needs no floor of its own.
        and not (path.name == "__init__.py" and not imports_in(tree_of(path)))
    ]
    assert homeless == [], (
        "Name the floor of each in pyproject.toml, [tool.importlinter]"
    )


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{named(path)}: {function.name}"
        for path in SOURCES
        for function in functions(path)
        # Django offers no other place to connect signals.
        if imports_in(function)
        and not (path.name == "apps.py" and function.name == "ready")
    ]
    assert hidden == []


def test_modules_and_functions_keep_to_their_budgets() -> None:
    long_modules = [
        named(path)
        for path in SOURCES
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    ]
    long_functions = [
        f"{named(path)}: {function.name}"
        for path in SOURCES
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert (long_modules, long_functions) == ([], [])


def test_templates_are_short_and_hold_no_inline_script_or_style() -> None:
    texts = {named(path): path.read_text(encoding="utf-8") for path in TEMPLATES}
    long = [name for name, text in texts.items() if text.count("\n") > LONGEST_TEMPLATE]
    inline = [name for name, text in texts.items() if INLINE.search(text)]
    assert texts
    assert (long, inline) == ([], [])


@pytest.mark.parametrize(
    "blocked",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a href="javascript:go()">',
        '<button class="x"\n onclick="go()">',
    ],
)
def test_what_the_security_policy_blocks_is_found(blocked: str) -> None:
    assert INLINE.search(blocked)


@pytest.mark.parametrize(
    "allowed",
    [
        '<script type="module" src="{% static \'js/a.js\' %}"></script>',
        '<script id="d" type="application/json">{}</script>',
        "<p>on = {{ on }}</p>",
        '<p data-position="{{ x }}">',
    ],
)
def test_what_the_security_policy_allows_is_left_alone(allowed: str) -> None:
    assert not INLINE.search(allowed)
