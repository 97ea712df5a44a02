"""A few sections of text, for a terminal or as Markdown. Knows nothing of what they say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record: a field, what is to be said of it, and a remark.

    `values` are what the field holds and what it should, where `text` says just that.
    """

    field: str
    text: str
    remark: str = ""
    values: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One record: how it is called, where it comes from, its lines."""

    title: str
    source: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, records; `more` are not shown."""

    heading: str
    sentences: tuple[str, ...] = ()
    records: tuple[Shown, ...] = ()
    more: int = 0


def as_text(sections: Iterable[Section], last: Sequence[str]) -> str:
    """For a terminal of 100 columns; `last` are the closing lines."""
    blocks = ["\n".join(_text_lines(section)) for section in sections]
    return "\n\n".join([*blocks, "\n".join(last)]) + "\n"


def as_markdown(sections: Iterable[Section], last: Sequence[str]) -> str:
    """For a pull request: a heading and a table a section."""
    blocks = ["\n".join(_markdown_lines(section)) for section in sections]
    return "\n\n".join([*blocks, "  \n".join(last)]) + "\n"


def _text_lines(section: Section) -> Iterator[str]:
    yield _cut(section.heading, WIDTH)
    for sentence in section.sentences:
        for paragraph in sentence.splitlines():
            yield from wrap(paragraph.strip(), WIDTH, initial_indent="  ", subsequent_indent="    ")
    for shown in section.records:
        yield ""
        yield _cut(f"  {shown.title}" + (f", for {shown.source}" if shown.source else ""), WIDTH)
        widest = max((len(line.field) for line in shown.lines), default=0)
        for line in shown.lines:
            remark = f"  [{line.remark}]" if line.remark else ""
            yield _cut(f"    {line.field:<{widest}}  {line.text}{remark}", WIDTH)
    if section.more:
        yield ""
        yield f"  … and {section.more:,} more"


def _markdown_lines(section: Section) -> Iterator[str]:
    yield f"### {_escaped(section.heading)}"
    for sentence in section.sentences:
        yield ""
        yield _escaped(sentence)
    if section.records:
        yield ""
        yield "| record | for | field | what |"
        yield "| --- | --- | --- | --- |"
    for shown in section.records:
        for line in shown.lines:
            what = f"{line.text} ({line.remark})" if line.remark else line.text
            cells = (shown.title, shown.source, line.field, what)
            yield f"| {' | '.join(map(_escaped, cells))} |"
    if section.more:
        yield ""
        yield f"… and {section.more:,} more"


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split("\n"))
    return text if len(text) <= width else text[: width - 1] + "…"


def _escaped(text: str) -> str:
    for special in ("\\", "|", "*", "_", "`", "<", ">", "[", "]", "#"):
        text = text.replace(special, f"\\{special}")
    return text.replace("\n", "<br>")
