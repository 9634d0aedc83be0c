"""What a Vietnamese syllable is: tells words from the debris of a wrong encoding.

A syllable is an onset, one of some 160 rhymes, and a tone in its place; a rhyme that ends
in a stop (c, ch, p, t) has only two of the six tones. The rule is strict on purpose: read
in the wrong way, hardly a word of a name passes it.
"""

import re
import unicodedata
from functools import lru_cache

from communes.names import TONES, match_key

__all__ = ["are_words", "is_syllable"]

_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay
    ă ăc ăk ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iê iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oong ooc
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt ôông ôôc ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ
    uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươ ươc ươi ươm ươn ương ươp ươt ươu
    y ych yêm yên yêng yêt yêu yn ynh yp yt yu
    """
_KNOWN_RHYMES = frozenset(_RHYMES.split())
_ONSET = re.compile(
    "qu|gi(?=[aăâeêioôơuưy])|[ckpt]h|nh|tr|(?:ngh|gh|k)(?=[eêiy])|(?:ng|g|c)(?![eêiy])"
    "|g(?=i)|[bdđhlmnprstvx]"
)
_STOPS = ("c", "ch", "k", "p", "t")
_TONE = re.compile(f"[{''.join(TONES)}]")
# Tones that a stop allows: sắc and nặng.
_SHORT = ("\u0301", "\u0323")
_NEW_PLACE = re.compile("(?:oa|oe|uy)")
_BETWEEN = re.compile(r"[\s!-@\[-`{-~«»“”‘’–—…°º²³\u00a0]+")
_LETTER = re.compile(r"[^\W\d_]")
# Signs that stand for letters in texts of the old fonts: «§«ng», «b»ng», «ho¹ch». In
# Unicode none of them touches a letter but quotation marks around a word.
_SIGN_IN_WORD = re.compile(
    r"(?<=[^\W\d_])[«¡¢£¤¥¦§¨©¬®¶·¸¹¼½¾]|[»¡¢£¤¥¦§¨©¬®¶·¸¹¼½¾](?=[^\W\d_]|«)"
)


def are_words(text: str) -> tuple[int, int]:
    """How many words with special letters are Vietnamese syllables, and how many not.

    đ alone is not special: it stands in abbreviations (HĐND) that are no syllable.
    """
    good = bad = 0
    for word in _BETWEEN.split(text):
        if not _LETTER.search(word):
            continue
        if word.translate(_PLAIN_D).isascii():
            bad += "đ" in word[1:]
        elif is_syllable(word):
            good += 1
        else:
            bad += 1
    return good, bad + len(_SIGN_IN_WORD.findall(text))


_PLAIN_D = str.maketrans("đĐ", "dD")


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether a word is one syllable, in small letters, in capitals, or begun with one."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    lowered = unicodedata.normalize("NFC", word.lower())
    apart = unicodedata.normalize("NFD", lowered)
    tones = _TONE.findall(apart)
    toneless = unicodedata.normalize("NFC", _TONE.sub("", apart))
    onset = _ONSET.match(toneless)
    rhyme = toneless[onset.end() :] if onset else toneless
    if toneless.startswith("giê"):
        rhyme = f"i{rhyme}"  # giêng is gi and iêng with one i
    if rhyme not in _KNOWN_RHYMES or len(tones) > 1:
        return False
    if rhyme.endswith(_STOPS) and (not tones or tones[0] not in _SHORT):
        return False
    return match_key(lowered) == lowered or bool(_NEW_PLACE.fullmatch(rhyme))
