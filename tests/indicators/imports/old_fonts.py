"""Writes Vietnamese the way it was typed for old fonts, by the published tables and not by
those of the product: what one writes, the other must read.
"""

import unicodedata

# TCVN 5712:1993, VN3: the codes in the order of the standard's table of letters.
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
_TCVN3_CODES = bytes.fromhex(
    "a1a2a3a4a5a6a7a8a9aaabacadae"
    "b5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9"
    "eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe"
)
_TCVN3 = dict(zip(_TCVN3_LETTERS, _TCVN3_CODES.decode("latin-1"), strict=True))

# VNI: a tone behind its vowel; behind a circumflex or a breve both are one mark.
_TONE = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_WITH_CIRCUMFLEX = {
    "": "â",
    "\u0301": "á",
    "\u0300": "à",
    "\u0309": "å",
    "\u0303": "ã",
    "\u0323": "ä",
}
_WITH_BREVE = {
    "": "ê",
    "\u0301": "é",
    "\u0300": "è",
    "\u0309": "ú",
    "\u0303": "ü",
    "\u0323": "ë",
}
_ALONE = {
    "đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î",
}  # fmt: skip
LETTERS = "".join(
    letter + letter.upper()
    for letter in "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
)


def in_tcvn3(text: str) -> str:
    """As typed for .VnTime; a capital with a tone has no code: it is the small letter."""
    return "".join(
        _TCVN3.get(letter) or _TCVN3.get(letter.lower()) or letter for letter in text
    )


def in_vni(text: str) -> str:
    """As typed for VNI-Times."""
    return "".join(map(_vni_letter, text))


def _vni_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    written = _vni_small(letter.lower())
    return written.upper() if letter.isupper() else written


def _vni_small(letter: str) -> str:
    if letter in _ALONE:
        return _ALONE[letter]
    base, *marks = [*unicodedata.normalize("NFD", letter)]
    tone = next((mark for mark in marks if mark in _TONE), "")
    if "\u0302" in marks:
        return base + _WITH_CIRCUMFLEX[tone]
    if "\u0306" in marks:
        return base + _WITH_BREVE[tone]
    if "\u031b" in marks:
        base = {"o": "ô", "u": "ö"}[base]
    return base + _TONE[tone] if tone else base
