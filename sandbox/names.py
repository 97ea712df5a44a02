"""Names of firms, no two of which are the same however they are written."""

import random
import unicodedata
from dataclasses import dataclass
from math import gcd

from sandbox.words import LEGAL_FORMS, LONG_TAIL, PLACES, STEMS, TOWNS, TRADES

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NO_ACCENT = str.maketrans("øłı", "oli")  # letters of their own, which do not decompose


@dataclass(frozen=True, slots=True)
class FirmName:
    """A firm's name: without its legal form, written in full, and as an internet domain."""

    plain: str
    full: str
    domain: str


class Directory:
    """Hands out names by number: the same for a seed, never one twice."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"{seed}:names")
        self._stems = rng.sample(STEMS, len(STEMS))
        self._trades = rng.sample(TRADES, len(TRADES))
        self._count = len(STEMS) * len(TRADES)
        self._start = rng.randrange(self._count)
        self._step = rng.randrange(self._count // 3, self._count)
        while gcd(self._step, self._count) != 1:
            self._step += 1

    def firm(self, number: int, country: str, rng: random.Random) -> FirmName:
        """The firm of that number; country and `rng` decide only how it is written."""
        round_, place_in_round = divmod(number, self._count)
        drawn = (self._start + place_in_round * self._step) % self._count
        trade, stem = self._trades[drawn // len(STEMS)], self._stems[drawn % len(STEMS)]
        words = [stem, *_places(round_), trade]
        style = rng.random()
        if style < 0.1:
            words[0] = f"{stem} & {rng.choice(STEMS)}"
        plain = " ".join(words) + (LONG_TAIL if 0.1 <= style < 0.12 else "")
        legal = rng.choice(LEGAL_FORMS[country])
        return FirmName(plain, _as_written(f"{plain} {legal}", rng), _domain([stem, *words[1:]]))

    @staticmethod
    def branch(parent: FirmName, position: int, country: str, rng: random.Random) -> FirmName:
        """The parent's branch number `position` (from 0), in a town of its own."""
        town = TOWNS[(rng.randrange(len(TOWNS) // 4) * 4 + position) % len(TOWNS)]
        plain = f"{parent.plain} {town}"
        legal = rng.choice(LEGAL_FORMS[country])
        return FirmName(plain, f"{plain} {legal}", f"{town.lower()}.{parent.domain}")


def site_name(number: int) -> FirmName:
    """A site that goes by a number; all of them share one domain's end, and nearly a name."""
    name = f"ATS Site {number}"
    return FirmName(name, name, f"site{number}.ats.example")


def short_name(number: int, *, is_near_miss: bool = False) -> FirmName:
    """Three letters and Co; the near miss of it, another firm, differs in the last letter."""
    rest, last = divmod(number, len(_LETTERS) // 2)
    rest, middle = divmod(rest, len(_LETTERS))
    first = rest % len(_LETTERS)
    letters = _LETTERS[first] + _LETTERS[middle] + _LETTERS[2 * last + is_near_miss]
    more = rest // len(_LETTERS)
    plain = f"{letters} {more} Co" if more else f"{letters} Co"
    return FirmName(plain, plain, f"{plain.lower().replace(' ', '-')}.example")


def _places(round_: int) -> list[str]:
    """None in the first round through all names, then one place, then two, and so on."""
    places: list[str] = []
    while round_:
        round_, drawn = divmod(round_ - 1, len(PLACES))
        places.append(PLACES[drawn])
    return places


def _as_written(name: str, rng: random.Random) -> str:
    """As somebody typed it: mostly well."""
    style = rng.random()
    if style < 0.03:
        return name.upper()
    if style < 0.04:
        return f" {name}"
    if style < 0.055:
        return f"{name} "
    if style < 0.06:
        return name.replace(" ", "  ", 1)
    return name


def _domain(words: list[str]) -> str:
    return address("-".join(words)) + ".example"


def address(words: str) -> str:
    """Words as they are spelt in an internet address: ASCII, lower case, hyphens for blanks."""
    plain = words.lower().replace(" ", "-").translate(_NO_ACCENT)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if sign.isascii() and sign != "'")
