"""Texts typed for the old Vietnamese fonts, before Unicode: TCVN3 (ABC) and VNI.

Such a text is stored as West European letters that only its font shows as Vietnamese:
«TØnh ñy» in .VnTime and «Tænh uûy» in VNI-Times are both «Tỉnh ủy». In a CSV it stands as
bytes (ISO 8859-1 here), in a workbook or a file saved as UTF-8 as those letters.

TCVN3 (TCVN 5712:1993, VN3) has one code for each small letter, and capitals only of
ĂÂĐÊÔƠƯ: a capital with a tone is the small letter in the font .VnTimeH, which the cell
does not tell. What can be known is used: in a word typed in capitals it is a capital.
VNI writes a letter as its base followed by a mark that carries circumflex and tone.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

__all__ = ["OLD_FONTS", "Font", "tcvn3", "vni"]

_TCVN3 = dict(
    zip(
        map(
            ord,
            "¡¢§£¤¥¦µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞ"
            "ßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ",
        ),
        "ĂÂĐÊÔƠƯàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# What stands between blanks and signs: a word with its special letters.
_WORD = re.compile(r"[^\s!-@\[-`{-~]+")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĂÂĐÊÔƠƯ")
_SMALL = re.compile("[a-z]")


def tcvn3(text: str) -> str:
    """The text that the ABC fonts (.VnTime) show for this one."""
    shown = text.translate(_TCVN3)
    if _SMALL.search(shown):
        return _WORD.sub(lambda word: _in_capitals(word[0]), shown)
    # «§¶NG Bé»: a text in capitals, even where a single word does not show it.
    words = _WORD.findall(shown)
    return shown.upper() if any(_in_capitals(word) != word for word in words) else shown


def _in_capitals(word: str) -> str:
    """A word in capitals, where its plain letters are capitals and not only its first."""
    capitals = [place for place, sign in enumerate(word) if sign in _CAPITALS]
    if not any(capitals) or _SMALL.search(word):
        return word
    return word.upper()


_TONES = "ùøûõï"
_CIRCUMFLEX = "âáàåãä"
_BREVE = "êéèúüë"
# A base, the marks that may follow it, and what each pair is.
_MARKED = (
    ("a", _TONES, "áàảãạ"),
    ("e", _TONES, "éèẻẽẹ"),
    ("o", _TONES, "óòỏõọ"),
    ("u", _TONES, "úùủũụ"),
    ("y", _TONES[:-1], "ýỳỷỹ"),
    ("ô", _TONES, "ớờởỡợ"),
    ("ö", _TONES, "ứừửữự"),
    ("a", _CIRCUMFLEX, "âấầẩẫậ"),
    ("a", _BREVE, "ăắằẳẵặ"),
    ("e", _CIRCUMFLEX, "êếềểễệ"),
    ("o", _CIRCUMFLEX, "ôốồổỗộ"),
)
_SINGLE = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))


def _vni_pairs() -> Mapping[str, str]:
    pairs = {
        base + mark: letter
        for base, marks, letters in _MARKED
        for mark, letter in zip(marks, letters, strict=True)
    } | _SINGLE
    # The mark of a capital may be typed small: «Aù» and «AÙ» are both «Á».
    capitals = {
        typed: shown.upper()
        for pair, shown in pairs.items()
        for typed in (pair.upper(), pair[0].upper() + pair[1:])
    }
    return pairs | capitals


_VNI = _vni_pairs()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def vni(text: str) -> str:
    """The text that the VNI fonts (VNI-Times) show for this one."""
    return _VNI_LETTER.sub(lambda letter: _VNI[letter[0]], text)


_SPECIAL = re.compile("[À-ÿ]")


class Font(NamedTuple):
    """How a text typed for a family of fonts is read.

    `left_over` counts the letters of a text that the fonts do not have, or not there: one
    is enough to say that it was not typed for them.
    """

    read: Callable[[str], str]
    left_over: Callable[[str], int]


def _left_by_vni(text: str) -> int:
    return len(_SPECIAL.findall(_VNI_LETTER.sub("", text)))


def _left_by_tcvn3(text: str) -> int:
    return sum(ord(letter) not in _TCVN3 for letter in _SPECIAL.findall(text))


OLD_FONTS: Mapping[str, Font] = {
    "tcvn3": Font(tcvn3, _left_by_tcvn3),
    "vni": Font(vni, _left_by_vni),
}
