"""Every text has its Vietnamese, with the same parameters, and is compiled."""

from pathlib import Path

import polib
import pytest
from django.conf import settings

from indicators.management.commands.messages import (
    CATALOGUE,
    HEADER,
    Text,
    collected,
    faults_of,
    open_catalogue,
    texts_in,
    texts_in_python,
    texts_in_template,
    texts_of_others,
)

PATH = Path(settings.BASE_DIR) / CATALOGUE
RUN = "Run «make messages», translate in locale/vi/LC_MESSAGES/django.po, run it again"


def test_the_catalogue_holds_exactly_the_texts_of_the_sources() -> None:
    held = {(entry.msgctxt, entry.msgid) for entry in open_catalogue(PATH)}
    texts = texts_of_others() | texts_in(settings.BASE_DIR)
    marked = {(text.context, text.msgid) for text in texts}
    assert (marked - held, held - marked) == (set(), set()), RUN


def test_every_text_has_vietnamese_with_the_same_parameters() -> None:
    assert [fault for entry in open_catalogue(PATH) for fault in faults_of(entry)] == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert PATH.with_suffix(".mo").read_bytes() == open_catalogue(PATH).to_binary(), RUN


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("a" "b")', Text("ab")),
        ('x = {"k": _("a")}', Text("a")),
        ('translation.ngettext("one", "%(n)s", n)', Text("one", plural="%(n)s")),
        ('pgettext_lazy("month", "May")', Text("May", "month")),
    ],
)
def test_texts_marked_in_python_are_found(source: str, found: Text) -> None:
    assert list(texts_in_python(source)) == [found]


def test_a_text_that_is_not_written_in_the_call_is_not_one() -> None:
    assert list(texts_in_python("_(problem.template); len('a'); f('b')")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("""{% translate "It's 5%" %}""", Text("It's 5%%")),
        ("{{ _('a')|upper }}", Text("a")),
        ("{% translate 'May' context 'month' %}", Text("May", "month")),
        (
            "{% blocktranslate trimmed with n=x.y %}\n Of\n {{ n }}{% endblocktranslate %}",
            Text("Of %(n)s"),
        ),
        (
            "{% blocktranslate count n=x %}a{% plural %}{{ n }} b{% endblocktranslate %}",
            Text("a", plural="%(n)s b"),
        ),
    ],
)
def test_texts_marked_in_templates_are_found(source: str, found: Text) -> None:
    assert list(texts_in_template(source)) == [found]


def test_collecting_keeps_translations_and_drops_texts_that_are_gone() -> None:
    old = polib.POFile()
    old.extend(
        [
            polib.POEntry(msgid="kept", msgstr="giữ"),
            polib.POEntry(msgid="gone", msgstr="bỏ"),
        ]
    )
    new = collected(old, {Text("kept", plural="all kept"): ["a.py"], Text("new"): []})
    assert [(entry.msgid, entry.translated()) for entry in new] == [
        ("kept", True),
        ("new", False),
    ]
    assert new[0].msgstr_plural == {0: "giữ"}
    assert new.metadata == HEADER


@pytest.mark.parametrize(
    ("msgid", "msgstr", "right"),
    [
        ("%(n)s of %(all)s", "%(n)s trên %(all)s", True),
        ("%(n)s of %(all)s", "%(n)s trên tổng số", False),
        ("{} new, {} updated", "{} mới, {} đổi", True),
        ("%s (descending)", "(giảm dần)", False),
        ("Unit", "", False),
    ],
)
def test_a_translation_with_other_parameters_is_a_fault(
    msgid: str, msgstr: str, *, right: bool
) -> None:
    assert (faults_of(polib.POEntry(msgid=msgid, msgstr=msgstr)) == []) == right
