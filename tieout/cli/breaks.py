"""`tieout breaks`: the open differences, for a screen, a script or a sheet."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from tieout import warehouse
from tieout.cells import plain_cell
from tieout.cli.facts import OPEN
from tieout.console import Column, plain, table
from tieout.errors import StorageError
from tieout.money import amount_text
from tieout.settings import Settings

SHOWN = 40


@dataclass(frozen=True, slots=True)
class OpenBreak:
    """A row of `marts.breaks` that waits for somebody, with its account's name and age."""

    break_id: str
    recon: str
    kind: str
    severity: str
    account: str | None
    field: str
    left: str
    left_value: str | None
    right: str
    right_value: str | None
    amount: Decimal | None
    currency: str | None
    age_days: int
    status: str
    explanation: str


def open_breaks(settings: Settings, *, kind: str | None = None) -> list[OpenBreak]:
    """Open differences, of one kind where one is named: the severe first, then by amount."""
    if not settings.published.exists():
        raise StorageError(f"{settings.published} is not there yet. Make it with: tieout run")
    with warehouse.connect(settings.published, read_only=True) as connection:
        rows = connection.execute(
            f"""
            select
                break_id, recon, kind, severity, accounts.name, field,
                concat_ws(' ', left_system, left_object, left_record_id), left_value,
                concat_ws(' ', right_system, right_object, right_record_id), right_value,
                amount, breaks.currency,
                date_diff('day', first_seen_at, $now), status, explanation
            from marts.breaks left join marts.accounts using (account_id)
            where {OPEN} and ($kind is null or kind = $kind)
            order by
                case severity when 'high' then 0 when 'medium' then 1 else 2 end,
                breaks.currency nulls last, abs(amount) desc nulls last, break_id
            """,  # noqa: S608
            {"kind": kind, "now": datetime.now(UTC)},
        ).fetchall()
    return [OpenBreak(*row) for row in rows]


def as_text(breaks: Sequence[OpenBreak]) -> str:
    """A line a difference, the first forty, and how many more there are."""
    if not breaks:
        return "No differences are open."
    columns = [
        Column("kind"),
        Column("account"),
        Column("field"),
        Column("amount", True),
        Column(""),
        Column("days", True),
    ]
    rows = [
        (
            it.kind,
            (it.account or it.right or it.left)[:34],
            it.field,
            "" if it.amount is None else amount_text(it.amount, it.currency),
            it.currency or "",
            str(it.age_days),
        )
        for it in breaks[:SHOWN]
    ]
    more = len(breaks) - SHOWN
    rest = f"\n… and {more:,} more: --csv FILE or --xlsx FILE has them all" if more > 0 else ""
    return plain(table(columns, rows)) + rest


def write_csv(path: Path, breaks: Sequence[OpenBreak]) -> None:
    """All of them, amounts as plain decimals; no text is taken for a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(OpenBreak)])
        writer.writeheader()
        for it in breaks:
            writer.writerow({name: plain_cell(value) for name, value in asdict(it).items()})


def write_xlsx(path: Path, breaks: Sequence[OpenBreak]) -> None:
    """All of them as one sheet; numbers are numbers, text is text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Breaks")
        sheet.freeze_panes(1, 0)
        names = [field.name for field in fields(OpenBreak)]
        sheet.write_row(0, 0, names, book.add_format({"bold": True, "bottom": 1}))
        for number, it in enumerate(breaks, start=1):
            sheet.write_row(number, 0, [getattr(it, name) for name in names])
        sheet.autofilter(0, 0, len(breaks), len(names) - 1)
        sheet.autofit()
