"""The words of a query, each with its place; and the block that shows where a query is wrong."""

import re
from dataclasses import dataclass

from sandbox.salesforce.errors import Refusal

SHOWN_BEFORE, SHOWN_AFTER = 60, 60  # signs of the query around the place that is pointed at
LONGEST_QUERY = 100_000
LONGEST_TEXT = 4_000

_TOKEN = re.compile(
    r"""
      (?P<text>'(?:[^'\\]|\\.)*')
    | (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<money>[A-Za-z]{3}\d+(?:\.\d+)?(?![A-Za-z0-9_.]))
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<sign><=|>=|!=|<>|[(),=<>:])
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "N": "\n", "R": "\r"}
_KNOWN_ESCAPES = frozenset("nNrRtTbBfF\"'\\_%uU")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query, as it was written; `start` counts signs from the query's first.

    Its kind is `text`, `datetime`, `date`, `number`, `money`, `name`, `sign` or `end`.
    """

    kind: str
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        return self.kind in ("name", "sign") and self.text.upper() in words


def tokens(soql: str) -> list[Token]:
    """All words, and one that stands for the end."""
    if len(soql) > LONGEST_QUERY:
        raise Refusal(400, "MALFORMED_QUERY", "SOQL statements cannot be longer than 100000")
    found: list[Token] = []
    at = _after_space(soql, 0)
    while at < len(soql):
        match = _TOKEN.match(soql, at)
        if match is None:
            raise wrong_at(soql, at, f"unexpected token: '{soql[at]}'")
        found.append(Token(str(match.lastgroup), match.group(), at))
        at = _after_space(soql, match.end())
    return [*found, Token("end", "<EOF>", len(soql))]


def unquoted(soql: str, token: Token) -> str:
    """The value of a text, its escapes undone but for those that LIKE needs."""
    inner = token.text[1:-1]
    if len(inner) > LONGEST_TEXT:
        raise wrong_at(soql, token.start, "string literal is longer than 4000 characters")
    return re.sub(r"\\(.)", lambda it: _unescaped(soql, token, it.group(1)), inner, flags=re.DOTALL)


def _unescaped(soql: str, token: Token, sign: str) -> str:
    if sign not in _KNOWN_ESCAPES:
        raise wrong_at(soql, token.start, f"Invalid string literal '{token.text[1:-1]}'")
    if sign in "_%":
        return f"\\{sign}"
    return _ESCAPES.get(sign, sign)


def unexpected(soql: str, token: Token) -> Refusal:
    return wrong_at(soql, token.start, f"unexpected token: '{token.text}'")


def wrong_at(soql: str, at: int, words: str, code: str = "MALFORMED_QUERY") -> Refusal:
    """The refusal with the part of the query around the place, and an arrow below it."""
    row = soql.count("\n", 0, at) + 1
    line_start = soql.rfind("\n", 0, at) + 1
    line_end = soql.find("\n", at)
    line_end = len(soql) if line_end < 0 else line_end
    first = max(line_start, at - SHOWN_BEFORE)
    shown = soql[first : min(line_end, at + SHOWN_AFTER)]
    place = f"ERROR at Row:{row}:Column:{at - line_start + 1}"
    return Refusal(400, code, f"\n{shown}\n{' ' * (at - first)}^\n{place}\n{words}")


def _after_space(soql: str, at: int) -> int:
    match = _SPACE.match(soql, at)
    return match.end() if match else at
