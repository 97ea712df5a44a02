"""A plan as a page of its own. It is handed what to show, and reads no file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from report import words
from tieout.errors import StorageError


class Line(Protocol):
    """A field of a record: what it holds and what it should, or else what is to be said of it."""

    @property
    def field(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def remark(self) -> str: ...
    @property
    def values(self) -> tuple[str, str] | None: ...


class Record(Protocol):
    """A record: how people know it, the row of the marts that it is for, its fields."""

    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def lines(self) -> Sequence[Line]: ...


class Section(Protocol):
    """A heading, sentences, records; `more` are not shown."""

    @property
    def heading(self) -> str: ...
    @property
    def sentences(self) -> Sequence[str]: ...
    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def more(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above all sections; `facts` are words with their figures."""

    digest: str
    as_of: date
    verdict: str
    situation: str
    facts: Sequence[tuple[str, str]]


def page(head: Head, sections: Iterable[Section]) -> str:
    """The whole page as HTML: no network, no script, everything inside."""
    templates = Environment(
        loader=PackageLoader("report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {"long_date": words.long_date}
    templates.filters.update(filters)
    return templates.get_template("plan.html").render(head=head, sections=list(sections))


def write_page(path: Path, head: Head, sections: Iterable[Section]) -> None:
    """The page in a file that its owner can read; StorageError where that cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(page(head, sections), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} could not be written: {error.strerror or error}") from error
