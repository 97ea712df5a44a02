"""A firm's name as two books would both write it.

Source of the rules: docs/differences.md §2 (suffixes, articles, accents), domain facts §9.
"""

import re
import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {"Ø": "O", "Ł": "L", "ı": "I", "ß": "SS", "Æ": "AE", "Œ": "OE", "Đ": "D", "Þ": "TH", "ẞ": "SS"}
)
_DROPPED = re.compile(r"[.'’`´]")
_OTHER = re.compile(r"[^\w]+|_")
_NUMBERS = re.compile(r"\d+")
_WHOLE = (("GMBH AND CO KG", ""), ("LIMITED LIABILITY COMPANY", "LLC"))
_LONG_FORMS = {
    "INTL": "INTERNATIONAL",
    "SVCS": "SERVICES",
    "SVC": "SERVICE",
    "MFG": "MANUFACTURING",
    "BROS": "BROTHERS",
    "ASSOC": "ASSOCIATES",
    "CTR": "CENTER",
    "NATL": "NATIONAL",
    "TECH": "TECHNOLOGIES",
}
_FORMS = (
    "INC LLC CORP INCORPORATED CORPORATION LTD LIMITED PLC LLP LP DAC GMBH AG KG OHG UG SE SARL SA "
    "SAS BV NV SL SRL SPA KK CO COMPANY PTY PTE AB AS ASA OY APS"
)
LEGAL_FORMS = frozenset(_FORMS.split())


@dataclass(frozen=True, slots=True)
class Name:
    """`key` is the whole name in one spelling without its legal form, `numbers` the digits in it.

    Two names of one key are written alike; names whose numbers differ are of different firms.
    """

    key: str
    numbers: str

    @property
    def words(self) -> list[str]:
        return self.key.split()


def name(written: str | None) -> Name:
    """The name as it is compared; both parts are empty where nothing was written."""
    text = _spelt(written or "")
    for whole, short in _WHOLE:
        text = text.replace(whole, short)
    words = [_LONG_FORMS.get(word, word) for word in text.split()]
    words = _without_article(words)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    while len(words) > 1 and words[0] in ("SARL", "SAS", "SPA", "PT"):
        words.pop(0)
    key = " ".join(words)
    return Name(key, " ".join(str(int(number)) for number in _NUMBERS.findall(key)))


def plain(written: str | None) -> str:
    """Any words in upper case, without accents and punctuation."""
    return " ".join(_spelt(written or "").split())


def _spelt(written: str) -> str:
    decomposed = unicodedata.normalize("NFKD", written.translate(_LETTERS).upper())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    bare = bare.translate(_LETTERS).replace("&", " AND ")
    return _OTHER.sub(" ", _DROPPED.sub("", bare)).strip()


def _without_article(words: list[str]) -> list[str]:
    if len(words) > 1 and words[0] == "THE":
        return words[1:]
    if len(words) > 1 and words[-1] == "THE":
        return words[:-1]
    return words
