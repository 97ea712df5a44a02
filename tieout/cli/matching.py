"""`tieout match`: which records of one file, or of several, are the same firm."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated

import typer

from matching import CONFIRMED_FROM, PROPOSED_FROM, ROLES, Link, matched_files
from tieout.cli.app import Json, app
from tieout.console import Console
from tieout.errors import UsageError


@app.command(short_help="Which records of these files are the same firm, with scores.")
def match(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE.csv", help="One for its doubles, several for links between them."
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=HEADER",
            help="Which header holds it: name=Firma, city=Ort …; phone=- where none does.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the links there, as CSV.")
    ] = None,
    confirmed_from: Annotated[
        float,
        typer.Option(metavar="SCORE", min=0, max=1, help="A link of that score is confirmed."),
    ] = CONFIRMED_FROM,
    proposed_from: Annotated[
        float, typer.Option(metavar="SCORE", min=0, max=1, help="A link of less is not written.")
    ] = PROPOSED_FROM,
    json: Json = False,
) -> None:
    """Compare names, places, tax ids, domains and telephones; print the links as CSV.

    A link is confirmed, or proposed where it is only likely, or one of several that are equally
    good. Columns are found by what they are called and by what stands in them; every file needs
    one with names.
    """
    console = Console(json)
    links = list(
        matched_files(
            files,
            _named(column or ()),
            confirmed_from=confirmed_from,
            proposed_from=proposed_from,
            tell=lambda taken: console.talk(str(taken)),
        )
    )
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(as_csv(links), encoding="utf-8")
    elif not json:
        console.result(as_csv(links).rstrip("\n"))
    if json:
        console.json({"links": [asdict(it) for it in links]})
    confirmed = sum(it.status == "confirmed" for it in links)
    console.talk(f"{confirmed:,} confirmed, {len(links) - confirmed:,} proposed")


def as_csv(links: Sequence[Link]) -> str:
    """A row a link, under a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [it.name for it in fields(Link)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(it) for it in links)
    return text.getvalue()


def _named(texts: Sequence[str]) -> dict[str, list[str]]:
    """Our column -> the headers that hold it, of which each file may have another."""
    named: dict[str, list[str]] = {}
    for text in texts:
        ours, _, header = text.partition("=")
        if not header or ours not in ROLES:
            raise UsageError(
                f"--column takes OURS=HEADER, like name=Firma; got {text!r}. "
                f"OURS is one of {', '.join(ROLES)}."
            )
        named.setdefault(ours, []).append(header)
    return named
