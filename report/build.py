"""Makes the page and the workbook, each put in place whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from report import words
from report.bars import pieces
from report.figures import AGEING, Figures, age_bucket
from report.published import opened
from report.queries import figures
from report.workbook import write_workbook

PAGE, WORKBOOK = "index.html", "tieout.xlsx"


def build(published: Path, out: Path, *, run_id: str | None = None) -> Path:
    """Write `index.html` and `tieout.xlsx` into the folder `out`; gives the page's path.

    Both are of the given run, by default the latest. StorageError before the first publish.
    """
    found = figures(published, run_id)
    out.mkdir(parents=True, exist_ok=True)
    with _put_in_place(out / WORKBOOK) as fresh, opened(published) as connection:
        write_workbook(fresh, found, connection)
    with _put_in_place(out / PAGE) as fresh:
        fresh.write_text(page(found), encoding="utf-8")
    return out / PAGE


def page(found: Figures) -> str:
    """The whole page as HTML: no network, no script, everything inside."""
    templates = Environment(
        loader=PackageLoader("report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "count": lambda number: "—" if number is None else f"{number:,}",
        "long_date": words.long_date,
        "moment": words.moment,
        "field": words.field_title,
    }
    templates.filters.update(filters)
    return templates.get_template("page.html").render(
        figures=found,
        words=words,
        money=words.money,
        pieces=pieces,
        buckets=[title for _, title in AGEING],
        age=partial(age_bucket, seen_on=found.seen_on),
        workbook=WORKBOOK,
    )


@contextmanager
def _put_in_place(path: Path) -> Iterator[Path]:
    """A fresh file beside `path`, renamed over it at the end: nobody opens half a report."""
    fresh = path.with_name(f".{path.name}.tmp")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
