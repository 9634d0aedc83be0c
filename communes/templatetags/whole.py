"""Days inside sentences stay in one piece: browsers break a line behind a hyphen."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# 31-12-2012, 9-2012, 2002-2012, 14-18/3/2011; not the KN-01 of an indicator.
_JOINED = re.compile(r"(?<![\w-])\d{1,4}(?:[-/]\d{1,4}){1,3}(?![\w-])")


@register.filter
def whole(said: object) -> SafeString:
    """A sentence as HTML, what is joined by hyphens in it held together.

    What is HTML already stays as it is: a day may stand in an address there.
    """
    if isinstance(said, SafeString):
        return said
    text = escape(str(said))
    return mark_safe(_JOINED.sub(r'<span class="whole">\g<0></span>', text))
