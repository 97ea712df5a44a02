"""A firm's name as two books would both write it.

Source of the rules: docs/differences.md §2 (suffixes, articles, accents), domain facts §9.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.forms import FILLERS, FORMS, IN_FRONT, LONG_FORMS, PHRASES, WITHOUT_BLANKS

_LETTERS = str.maketrans(
    {"Ø": "O", "Ł": "L", "ı": "I", "ß": "SS", "Æ": "AE", "Œ": "OE", "Đ": "D", "Þ": "TH", "ẞ": "SS"}
)
_DROPPED = re.compile(r"[.'’‘`´]")
_OTHER = re.compile(r"[^\w]+|_")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERS = re.compile(r"\d+")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})(?<=\w\w)")
_PARTS = re.compile("IX|IV|X|V|I")
_WORTH = {"IX": 9, "IV": 4, "X": 10, "V": 5, "I": 1}
_LONE_LETTERS = re.compile(r"\b(?:\w ){1,6}\w\b")
_ALSO = re.compile(
    r"(?i)[\s,(/-]+(?:d/?b/?a|d\.b\.a\.|t/a|a/?k/?a|f/?k/?a|n/k/a|trading as|doing business as|"
    r"formerly(?: known as)?|also known as|previously)[:\s.]+"
)
_PHRASE = re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase, _ in PHRASES) + r")(?:$| )")
_FORM_OF = dict(PHRASES)


@dataclass(frozen=True, slots=True)
class Name:
    """`key` is the whole name in one spelling without its legal form, `numbers` those in it.

    Two names of one key are written alike; names whose numbers differ are of different firms.
    `form` is the legal form in one word, empty where the name has none.
    """

    key: str
    numbers: str
    form: str = ""

    @property
    def words(self) -> list[str]:
        """The words that tell firms apart, each once; all of them where there are no such."""
        words = list(dict.fromkeys(self.key.split()))
        return [word for word in words if word not in FILLERS] or words


def name(written: str | None) -> Name:
    """The name as it is compared; all parts are empty where nothing was written."""
    words = _without_article(plain(written).split())
    words, form = _without_form(_joined(words))
    key = " ".join(_without_article([_in_full(*it) for it in enumerate(words)]))
    return Name(key, " ".join(_numbers(key.split())), form)


def _numbers(words: Sequence[str]) -> Iterator[str]:
    """The digits without zeros in front, and a letter that stands alone at the end."""
    for place, word in enumerate(words):
        if place and place == len(words) - 1 and len(word) == 1 and word.isalpha():
            yield word
        else:
            yield from (str(int(number)) for number in _NUMBERS.findall(word))


def _in_full(place: int, word: str) -> str:
    """The word for an abbreviation; for a Roman number behind a word its digits."""
    if place and _ROMAN.fullmatch(word):
        return str(sum(_WORTH[part] for part in _PARTS.findall(word)))
    return LONG_FORMS.get(word, word)


def names(written: str) -> tuple[str, str]:
    """The name, and the other one that it tells: `Acme Inc d/b/a Roadrunner`, `Acme (Rome)`."""
    first, second = _split(written)
    if second:
        return first, second
    outside = _IN_BRACKETS.sub(" ", first).strip()
    return first, outside if outside != first and len(outside) > 2 else ""


def plain(written: str | None) -> str:
    """Any words in upper case, without accents and punctuation."""
    if written is not None and written.isascii():
        bare = written.upper()
    else:
        bare = _without_accents(written or "")
    bare = bare.replace("&", " AND ").replace("+", " AND ")
    return " ".join(_OTHER.sub(" ", _DROPPED.sub("", bare)).split())


def _without_accents(written: str) -> str:
    decomposed = unicodedata.normalize("NFKD", written.translate(_LETTERS).upper())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return bare.translate(_LETTERS)


def _split(written: str) -> tuple[str, str]:
    found = _ALSO.search(written)
    if found is None or not found.start():
        return written, ""
    return written[: found.start()], written[found.end() :].rstrip(" )")


def _joined(words: Sequence[str]) -> list[str]:
    """Letters that stand alone are one word: `A B C` is `ABC`, as `A.B.C.` already is."""
    text = _LONE_LETTERS.sub(lambda found: found.group().replace(" ", ""), " ".join(words))
    return text.split()


def _without_form(words: list[str]) -> tuple[list[str], str]:
    """The words before the legal forms at the end (and after one in front), and the last form."""
    text = " ".join(words)
    for whole in WITHOUT_BLANKS:
        text = text.replace(whole, " ").strip() or text
    shorter = _PHRASE.sub(lambda found: f"{_FORM_OF[found.group().strip()]} ", text)
    words, form = shorter.split(), ""
    while len(words) > 1 and words[-1] in FORMS:
        form = form or FORMS[words[-1]]
        words.pop()
        if len(words) > 1 and words[-1] == "AND":
            words.pop()
    while len(words) > 1 and words[0] in IN_FRONT:
        form = form or FORMS.get(words[0], words[0])
        words.pop(0)
    return words, form


def _without_article(words: list[str]) -> list[str]:
    if len(words) > 1 and words[0] == "THE":
        return words[1:]
    if len(words) > 1 and words[-1] == "THE":
        return words[:-1]
    return words
