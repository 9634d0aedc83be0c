"""Days inside sentences are held together, and nothing else is touched."""

import pytest
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st

from communes.templatetags.whole import whole


@pytest.mark.parametrize(
    "joined", ["31-12-2012", "1-7-2025", "9-2012", "2002-2012", "14-18/3/2011", "11/15"]
)
def test_what_is_joined_is_held_together(joined: str) -> None:
    held = f'<span class="whole">{joined}</span>'
    assert whole(f"ngày {joined}.") == f"ngày {held}."
    assert whole(f"({joined})") == f"({held})"


@pytest.mark.parametrize(
    "said", ["KN-01", "TC-05.2", "2012", "05-QĐ", "Lục Ngạn - Sơn Động", "x1-2", ""]
)
def test_what_is_no_day_stays_as_it_is(said: str) -> None:
    assert whole(said) == said


def test_html_is_escaped_once_and_what_is_html_already_is_left() -> None:
    assert whole("<b>1-2</b>") == '&lt;b&gt;<span class="whole">1-2</span>&lt;/b&gt;'
    link = format_html('<a href="/?day={}">{}</a>', "31-12-2012", "x")
    assert whole(link) == link
    shown = Template("{{ said|whole }}").render(Context({"said": "1-7-2025 & 3"}))
    assert shown == '<span class="whole">1-7-2025</span> &amp; 3'


@given(st.text())
def test_no_text_brings_a_tag_of_its_own(said: str) -> None:
    plain = whole(said).replace('<span class="whole">', "").replace("</span>", "")
    assert "<" not in plain


def test_a_day_in_the_errors_of_a_form_stays_whole() -> None:
    form: UserCreationForm[User] = UserCreationForm({})
    form.add_error("username", ValidationError("Có từ 01-07-2025, <đã ghi>."))
    form.add_error(None, ValidationError("Không trước 31-12-2012."))
    field, alone = str(form["username"].errors), str(form.non_field_errors())
    assert '<span class="whole">01-07-2025</span>, &lt;đã ghi&gt;.' in field
    assert 'id="id_username_error"' in field
    assert '<ul class="errorlist nonfield"' in alone
    assert '<span class="whole">31-12-2012</span>' in alone
    assert str(UserCreationForm().non_field_errors()).strip() == ""
