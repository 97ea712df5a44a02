"""Lists of firms, corrupted as lists are, and how many pairs in them `tieout match` finds."""

import argparse
import csv
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from matching import Link, matched_files

HEADERS = ("id", "name", "address", "city", "zip", "phone")
Row = tuple[str, ...]
Pair = tuple[str, str]

_SOUNDS = (
    "ba ber bo cal den dor el fen gar hal is jo kar lan mar nor or pel ri san tor ul ver wes zan"
)
_TRADES = (
    "Foods Cables Glass Dairy Optics Pumps Rail Logistics Software Paper Steel Chemicals Mills "
    "Energy Textiles Brewing Instruments Marine Tools Plastics"
)
_KINDS = "Holdings Group International Services Partners Manufacturing Technologies Trading"
_FORMS = {
    "Inc.": "Incorporated",
    "LLC": "Limited Liability Company",
    "Ltd": "Limited",
    "GmbH": "Gesellschaft mit beschränkter Haftung",
    "S.A.": "SA",
    "B.V.": "BV",
}
_SHORT = {
    "International": "Intl",
    "Services": "Svcs",
    "Manufacturing": "Mfg",
    "Technologies": "Tech.",
    "Group": "Grp",
}
_STREETS = {"Street": "St.", "Avenue": "Ave", "Road": "Rd", "Boulevard": "Blvd"}


class Maker:
    """Firms of one seed, each as one book writes it and as another does."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.towns = [self._word().title() for _ in range(200)]

    def firm(self) -> dict[str, str]:
        words = [self._word().title(), self.random.choice(_TRADES.split())]
        if self.random.random() < 0.3:
            words.insert(1, self._word().title())
        if self.random.random() < 0.4:
            words.append(self.random.choice(_KINDS.split()))
        return {"name": " ".join([*words, self.random.choice(list(_FORMS))]), **self.place()}

    def place(self) -> dict[str, str]:
        town = self.random.randrange(len(self.towns))
        street = f"{self._word().title()} {self.random.choice(list(_STREETS))}"
        return {
            "address": f"{self.random.randint(1, 999)} {street}",
            "city": self.towns[town],
            "zip": f"{10_000 + town * 37 + self.random.randint(0, 3)}",
            "phone": f"{self.random.randint(200, 999)}555{self.random.randint(1000, 9999)}",
        }

    def rewritten(self, firm: dict[str, str]) -> dict[str, str]:
        """The same firm in another book: abbreviated, mistyped, with gaps, one in twelve moved."""
        words = [_SHORT.get(word, _FORMS.get(word, word)) for word in firm["name"].split()]
        chance = self.random.random()
        if chance < 0.25:
            words[0] = self._mistyped(words[0])
        elif chance < 0.4:
            words = words[:-1]
        elif chance < 0.5:
            words = ["The", *words]
        address = firm["address"]
        for long, short in _STREETS.items():
            address = address.replace(long, short)
        other = {**firm, "name": " ".join(words), "address": address}
        if self.random.random() < 1 / 12:
            other |= self.place()
        if self.random.random() < 0.3:
            other["name"] = other["name"].upper()
        return {
            header: "" if header != "name" and self.random.random() < 0.15 else value
            for header, value in other.items()
        }

    def _word(self) -> str:
        return "".join(self.random.choices(_SOUNDS.split(), k=self.random.choice((2, 3, 3))))

    def _mistyped(self, word: str) -> str:
        place = self.random.randrange(1, len(word))
        return word[:place] + self.random.choice("aeinrst") + word[place + 1 :]


def two_lists(maker: Maker, firms: int) -> tuple[list[list[Row]], set[Pair]]:
    """Two books that share three firms in five, with branches and namesakes that are others."""
    left: list[Row] = []
    right: list[Row] = []
    pairs: set[Pair] = set()
    for number in range(firms):
        firm = maker.firm()
        left.append(_row(f"L{number}", firm))
        if maker.random.random() < 0.6:
            right.append(_row(f"R{number}", maker.rewritten(firm)))
            pairs.add((f"L{number}", f"R{number}"))
        if maker.random.random() < 0.05:
            right.append(_row(f"B{number}", {**maker.rewritten(firm), **maker.place()}))
        if maker.random.random() < 0.05:
            right.append(_row(f"N{number}", {**maker.firm(), "address": firm["address"]}))
    maker.random.shuffle(right)
    return [left, right], pairs


def one_list(maker: Maker, firms: int) -> tuple[list[list[Row]], set[Pair]]:
    """A book in which every third firm stands twice or more often."""
    rows: list[Row] = []
    pairs: set[Pair] = set()
    for number in range(firms):
        firm = maker.firm()
        times = maker.random.choices((1, 2, 3), (70, 22, 8))[0]
        ids = [f"{number}-{time}" for time in range(times)]
        rows += [_row(id_, maker.rewritten(firm) if id_ != ids[0] else firm) for id_ in ids]
        pairs |= set(combinations(ids, 2))
    maker.random.shuffle(rows)
    return [rows], pairs


def _row(id_: str, firm: dict[str, str]) -> Row:
    return (id_, *(firm[header] for header in HEADERS[1:]))


def measured(
    name: str, lists: list[list[Row]], pairs: set[Pair], columns: int
) -> dict[str, object]:
    """Precision, recall and F1 of what is confirmed, and of what is confirmed or proposed."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.csv" for number, _ in enumerate(lists)]
        for path, rows in zip(paths, lists, strict=True):
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADERS[:columns], *(row[:columns] for row in rows)])
        began = time.perf_counter()
        links = list(matched_files(paths))
        seconds = time.perf_counter() - began
    sure = [link for link in links if link.status == "confirmed"]
    return {
        "set": name,
        "rows": sum(map(len, lists)),
        "seconds": round(seconds, 1),
        "confirmed": _figures(sure, pairs),
        "with_proposed": _figures(links, pairs),
    }


def _figures(links: Sequence[Link], pairs: set[Pair]) -> dict[str, float]:
    found = {frozenset((link.left_id, link.right_id)) for link in links}
    right = len(found & {frozenset(pair) for pair in pairs})
    precision, recall = right / max(1, len(found)), right / max(1, len(pairs))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def results(firms: int, seed: int) -> Iterator[dict[str, object]]:
    lists, pairs = two_lists(Maker(seed), firms)
    yield measured("two lists, all columns", lists, pairs, len(HEADERS))
    yield measured("two lists, name and address", lists, pairs, 3)
    yield measured("two lists, names only", lists, pairs, 2)
    lists, pairs = one_list(Maker(seed + 1), firms)
    yield measured("one list, all columns", lists, pairs, len(HEADERS))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for result in results(given.firms, given.seed):
        print(json.dumps({"benchmark": "matching", **result}), flush=True)
