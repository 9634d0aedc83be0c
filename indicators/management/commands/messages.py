"""Collect the texts for translation, merge what translators send, compile.

The sources are in English, `locale/vi/LC_MESSAGES/django.po` holds the Vietnamese, and
the compiled `django.mo` beside it is what the product reads. No GNU gettext is needed.
"""

import ast
import importlib.util
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.conf import global_settings, settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation.template import templatize

PACKAGES = ("config", "communes", "indicators")
# These speak no Vietnamese, and Django itself lacks some.
OTHERS = ("import_export", "django_filters", "axes")
DJANGO = ("conf", "contrib/admin", "contrib/auth", "contrib/sessions")
# Django's Vietnamese of these is word for word, not that of an office.
REWORDED = {
    " By %(filter_title)s ",
    "0 of %(cnt)s selected",
    "Action:",
    "Add another %(verbose_name)s",
    "Add %(name)s",
    "Delete?",
    "Go",
    "History",
    "Run the selected action",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was changed successfully.",
}
CATALOGUE = Path("locale/vi/LC_MESSAGES/django.po")
HEADER = {
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Where the texts stand among the arguments of each function: context, text, plural.
# Pure Python marks its texts with a `_` that does nothing; they are translated upstairs.
MARKERS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\({_STRING}(?:,\s*{_STRING})*(?:,\s*count)?\)")
PARAMETER = re.compile(r"%(?:\(\w+\))?[sdr]|\{\w*\}")


class Text(NamedTuple):
    """A text as it stands in a source."""

    msgid: str
    context: str | None = None
    plural: str = ""


def texts_in_python(source: str) -> Iterator[Text]:
    """The texts that a module marks for translation."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKERS:
                context, text, plural = (
                    _constant(node.args, place) for place in MARKERS[name]
                )
                if text:
                    yield Text(text, context, plural or "")


def texts_in_template(source: str) -> Iterator[Text]:
    """The texts that a template marks for translation."""
    return texts_in_python("\n".join(CALL.findall(templatize(source))))


def texts_in(root: Path) -> dict[Text, list[str]]:
    """Every text in the sources under `root`, with the files that hold it."""
    folders = [root / name for name in ("templates", *PACKAGES)]
    found: dict[Text, list[str]] = {}
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        _take(found, path, path.relative_to(root).as_posix())
    return found


def texts_of_others() -> dict[Text, list[str]]:
    """The texts of installed packages that have no Vietnamese of their own."""
    found: dict[Text, list[str]] = {}
    for name in OTHERS:
        folder = _home(name)
        for path in sorted(folder.rglob("*")):
            _take(found, path, f"{name}/{path.relative_to(folder).as_posix()}")
    languages = {name for _code, name in global_settings.LANGUAGES}
    for part in DJANGO:
        for text in _untranslated(_home("django") / part / "locale"):
            if text.msgid not in languages:
                found.setdefault(text, []).append(f"django/{part}")
    return found


def _untranslated(folder: Path) -> Iterator[Text]:
    """What the English catalogue of a folder holds and the Vietnamese one lacks."""
    english, vietnamese = (
        polib.pofile(str(folder / language / "LC_MESSAGES/django.po"))
        for language in ("en", "vi")
    )
    # A text that has a plural since is looked up as another one.
    done = {_text_of(entry) for entry in vietnamese.translated_entries()}
    for entry in english:
        if entry.msgid in REWORDED or _text_of(entry) not in done:
            yield _text_of(entry)


def _text_of(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgctxt, entry.msgid_plural)


def faults_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with a translation: missing, or with other parameters."""
    vietnamese = entry.msgstr or entry.msgstr_plural.get(0, "")
    if not vietnamese:
        return [f"no Vietnamese: {entry.msgid}"]
    wanted = set(PARAMETER.findall(entry.msgid_plural or entry.msgid))
    if set(PARAMETER.findall(vietnamese)) != wanted:
        return [f"other parameters than {sorted(wanted)}: {vietnamese}"]
    return []


def open_catalogue(path: Path) -> polib.POFile:
    """The catalogue at `path`, or an empty one."""
    catalogue = (
        polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()
    )
    catalogue.metadata = HEADER
    return catalogue


class Command(BaseCommand):
    """The catalogue of Vietnamese texts."""

    help = "Collect, merge, compile and check the texts for translation."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--collect",
            action="store_true",
            help="take new texts in, drop those no source holds any more, compile",
        )
        parser.add_argument(
            "--merge",
            nargs="+",
            default=[],
            metavar="FILE",
            help="take the translations of these .po files in first",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="only list what is missing or wrong; exit 1 if anything is",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / CATALOGUE
        catalogue = open_catalogue(path)
        for name in options["merge"]:
            self._merge(catalogue, Path(name))
        texts = texts_of_others() | texts_in(settings.BASE_DIR)
        catalogue = collected(catalogue, texts)
        if options["collect"] or options["merge"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        faults = [fault for entry in catalogue for fault in faults_of(entry)]
        for fault in faults:
            self.stdout.write(fault)
        self.stdout.write(f"{len(catalogue)} texts, {len(faults)} faults")
        if options["check"] and faults:
            raise CommandError("The catalogue is not complete.")

    def _merge(self, catalogue: polib.POFile, path: Path) -> None:
        for new in polib.pofile(str(path), encoding="utf-8"):
            old = catalogue.find(new.msgid, msgctxt=new.msgctxt or False)
            if old is None:
                catalogue.append(new)
            elif not old.translated():
                old.msgstr, old.msgstr_plural = new.msgstr, new.msgstr_plural
            elif new.translated() and old.msgstr != new.msgstr:
                self.stdout.write(
                    f"{path.name}: kept «{old.msgstr}», not «{new.msgstr}»"
                )


def collected(old: polib.POFile, texts: dict[Text, list[str]]) -> polib.POFile:
    """The catalogue of exactly `texts`, with what `old` has for them."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    made: dict[tuple[str | None, str], polib.POEntry] = {}
    for text, files in texts.items():
        key = (text.context, text.msgid)
        entry = made.setdefault(
            key, polib.POEntry(msgid=text.msgid, msgctxt=text.context)
        )
        entry.occurrences += [(name, "") for name in files]
        entry.msgid_plural = entry.msgid_plural or text.plural
        entry.flags = ["python-format"] if PARAMETER.search(text.msgid) else []
        _translate(entry, known.get(key))
    catalogue = polib.POFile()
    catalogue.metadata = HEADER
    catalogue.extend(made.values())
    return catalogue


def _translate(entry: polib.POEntry, known: polib.POEntry | None) -> None:
    """Vietnamese has one form for all numbers: it moves between the two kinds."""
    if known:
        vietnamese = known.msgstr or known.msgstr_plural.get(0, "")
        entry.msgstr = "" if entry.msgid_plural else vietnamese
        entry.msgstr_plural = {0: vietnamese} if entry.msgid_plural else {}


def _take(found: dict[Text, list[str]], path: Path, name: str) -> None:
    """Note the texts of one file, where it is one that may hold texts."""
    readers = {".py": texts_in_python, ".html": texts_in_template}
    reader = readers.get(path.suffix)
    if reader and "migrations" not in path.parts:
        for text in reader(path.read_text(encoding="utf-8")):
            files = found.setdefault(text, [])
            if name not in files:
                files.append(name)


def _home(package: str) -> Path:
    """The folder of an installed package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CommandError(f"{package} is not installed.")
    return Path(spec.origin).parent


def _constant(arguments: list[ast.expr], place: int | None) -> str | None:
    if place is None or place >= len(arguments):
        return None
    argument = arguments[place]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None
