"""Texts in which a person seems to be named: the registers speak of units, never of people.

Only a suspicion ("đồng chí Nguyễn Văn A"): who writes is warned, nothing is refused. A
title alone ("đồng chí Bí thư Đảng ủy xã") names an office, which is fine.
"""

import re
import unicodedata

_ADDRESS = r"(?:đồng chí|đ/c|đc\.)"
_TITLES = (
    "quyền", "nguyên", "phó", "bí thư", "chủ tịch", "trưởng", "giám đốc", "chánh",
    "ủy viên", "uỷ viên", "thường trực", "thường vụ", "ban", "văn phòng", "chi bộ",
    "đảng ủy", "đảng uỷ", "huyện ủy", "huyện uỷ", "tỉnh ủy", "tỉnh uỷ", "thành ủy",
    "thành uỷ", "hđnd", "ubnd", "mttq", "công an", "quân sự", "đoàn", "hội",
)  # fmt: skip
_TITLE = rf"(?:(?:{'|'.join(_TITLES)})\b\s*)"
_ADDRESSED = re.compile(rf"(?<!\w){_ADDRESS}\s+(?P<titles>{_TITLE}*)", re.IGNORECASE)
# Of a name every word is capitalised; after a title at least two, else it is a place.
_NAME = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


def named(text: str) -> str | None:
    """The first words of `text` that seem to name a person; None: there are none."""
    composed = unicodedata.normalize("NFC", text)
    for address in _ADDRESSED.finditer(composed):
        words = _capitalised(composed[address.end() :])
        if len(words) >= (2 if address["titles"] else 1):
            return f"{address[0].strip()} {' '.join(words)}"
    return None


def _capitalised(text: str) -> list[str]:
    """The capitalised words that the text begins with, up to the first other one."""
    found = _NAME.match(text)
    words: list[str] = []
    for word in found[0].split() if found else ():
        if not word.istitle():
            break
        words.append(word)
    return words
