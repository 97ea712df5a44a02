"""The report's own words: what the figures come to in sentences, and what its terms mean."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from report.figures import Break, Figures, SyncFigures
from tieout.money import amount_text, count_text
from tieout.summary import tied_sentence

_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
MINUS = "\u2212"  # as wide as a plus, so that columns of figures stay in line

KINDS = {
    "amount": ("Amount differs", "Both sides hold it, for different amounts."),
    "missing_right": ("Missing", "A record that should be there is not."),
    "missing_left": ("Missing", "A record that should be there is not."),
    "duplicate": ("Held twice", "Several records on one side stand for one on the other."),
    "mapping": ("Key leads nowhere", "The stored key names no record, or the wrong one."),
    "status": ("Status contradicts", "The two states cannot both be true."),
    "term": ("Dates differ", "Due dates, terms or periods do not agree."),
    "currency": ("Currency differs", "The amounts are in different currencies."),
    "fx": ("Converted differently", "The same amount, booked at different rates."),
    "timing": ("Other period", "The same record and amount, dated in neighbouring periods."),
    "quantity": ("Quantity differs", "The unit price agrees, the quantity does not."),
    "ownership": ("Other owner", "The record is linked to another account or company."),
    "ambiguous": ("Several candidates", "More than one record fits equally well."),
    "stale": ("Out of date", "It was right once, and has not been brought up to date."),
    "control": ("Control total differs", "The rows agree, their total does not."),
}
DEFINITIONS = (
    ("Tie", "An account ties when no open difference concerns it, in any system that was read."),
    ("Per ERP", "What the ERP states on the customer record itself."),
    (
        "Recomputed",
        "The same figure worked out from the customers' own open documents: invoices, credit "
        "memos, payments and sales orders. Documents in another currency than their customer's are "
        "converted at the ERP's rates.",
    ),
    (
        "Receivables",
        "All open invoices, due or not, less payments and credit memos that are not applied yet.",
    ),
    (
        "Overdue",
        "Open invoices whose due date has passed. Unapplied payments and credits are not taken "
        "off, so overdue can exceed receivables. An invoice due today is not overdue.",
    ),
    ("Unbilled orders", "What is ordered and not yet invoiced, closed lines left out."),
    ("On hold", "Accounts for which new transactions are blocked, by rule or by hand."),
    (
        "At stake",
        "Differences of one kind added up without their signs, so that opposite errors do not "
        "cancel out.",
    ),
    ("Age of a difference", "Days from the run that first saw it to this one."),
    (
        "Control total",
        "A count or sum as the source states it, as it arrived, and as it stands after cleaning. "
        "Rows set aside at the door are taken into account.",
    ),
    ("Set aside", "A row that arrived unreadable. It is kept with the reason, and not counted."),
)
_TITLES = {
    "bigcommerce": "BigCommerce",
    "hubspot": "HubSpot",
    "netsuite": "NetSuite",
}
LEVELS = {"high": "High", "medium": "Medium", "low": "Low"}


def verdict(figures: Figures) -> str:
    """The first sentence of the page."""
    return tied_sentence(figures.accounts, figures.accounts_tied)


def situation(figures: Figures) -> Iterator[str]:
    """What stands beside the verdict, a sentence a fact."""
    if figures.breaks_open:
        are = "difference is" if figures.breaks_open == 1 else "differences are"
        apart = f", {figures.apart:,} of them outside any customer account" if figures.apart else ""
        yield f"{figures.breaks_open:,} {are} open{apart}."
    else:
        yield "No difference is open."
    if figures.decided:
        were = "was" if figures.decided == 1 else "were"
        yield f"{figures.decided:,} more {were} looked at and accepted."


def reservations(figures: Figures) -> Iterator[str]:
    """Why the verdict might not be the last word; nothing when all is well."""
    run = figures.run
    if run and run.outcome in ("broken", "interrupted"):
        yield f"The run did not reach its end: it was {run.outcome}."
    if run and run.outcome == "held_back":
        yield "Part of the run was held back."
    if run and run.outcome is None:
        yield "The run was still going when these figures were published."
    if figures.stale:
        them = count_text(len(figures.stale), "table")
        yield f"{them} could not be read anew; older rows stand in for them."
    errors = [check for check in figures.failed_checks if check.severity == "error"]
    if errors:
        yield f"{len(errors):,} of {count_text(figures.checks, 'check')} failed."
    if figures.untied_totals:
        totals = count_text(len(figures.control_totals), "control total")
        yield f"{len(figures.untied_totals):,} of {totals} do not tie."
    rows = sum(total.rejected_count or 0 for total in figures.set_aside)
    if rows:
        yield f"{count_text(rows, 'row')} {'was' if rows == 1 else 'were'} set aside as unreadable."


def totals_sentence(figures: Figures) -> str:
    """How the control totals came out."""
    count, untied = len(figures.control_totals), len(figures.untied_totals)
    if not count:
        return "No control totals were taken."
    if not untied:
        return f"All {count:,} tie." if count > 1 else "The one control total ties."
    return f"{count - untied:,} of {count:,} tie; {untied:,} {'does' if untied == 1 else 'do'} not."


def checks_sentence(figures: Figures) -> str:
    """How the checks came out; a failed one holds back whatever depends on it."""
    failed = len(figures.failed_checks)
    if not figures.checks:
        return "No checks were made."
    if not failed:
        return f"All {count_text(figures.checks, 'check')} passed."
    return f"{figures.checks - failed:,} of {figures.checks:,} checks passed; {failed:,} failed."


def written_sentence(figures: Figures) -> str:
    """What this run wrote, or why it wrote nothing."""
    if figures.syncs:
        return "Every write was read back: written means that the new value was seen there."
    if figures.run is None or figures.run.planned is None:
        return "This run made no plan, so it wrote nothing."
    if figures.run.planned == 0:
        return "The plan was empty: the systems held what they should, so nothing was written."
    changes = count_text(figures.run.planned, "change")
    return f"{changes} planned, none written."


def outcomes(sync: SyncFigures) -> Sequence[tuple[str, int]]:
    """Records by what became of them, in the order of the columns."""
    words = ("written", "unchanged", "stale", "rejected", "unknown")
    return [(word, getattr(sync, word)) for word in words]


def kind_title(kind: str, missing_in: str | None = None) -> str:
    title = KINDS.get(kind, (_spaced(kind).capitalize(), ""))[0]
    return f"{title} in {system_title(missing_in)}" if missing_in else title


def kind_meaning(kind: str) -> str:
    return KINDS.get(kind, ("", ""))[1]


def field_title(name: str | None) -> str:
    return _spaced(name or "").replace("external id", "external ID")


def explanation(found: Break) -> str:
    """The difference in a sentence, without the account's name, which stands above it."""
    text = found.explanation or "No explanation was given."
    return text.removeprefix(f"{found.account_name}: ")


def system_title(system: str | None) -> str:
    """The system as its vendor writes it."""
    return _TITLES.get(system or "", (system or "").capitalize())


def side(system: str | None, object_name: str | None, record_id: str | None) -> str:
    """`NetSuite customer 1234`; what is not known is left out."""
    return " ".join(part for part in (system_title(system), object_name, record_id) if part)


def account_title(found: Break) -> str:
    """The account's name; for a record of no account, the record that is there."""
    if found.account_name:
        return found.account_name
    left = side(found.left_system, found.left_object, found.left_record_id)
    right = side(found.right_system, found.right_object, found.right_record_id)
    return (left if found.left_record_id else right) or found.break_id


def money(amount: Decimal | None, currency: str | None) -> str:
    """An amount for a column, without its currency; a dash where there is none."""
    return "—" if amount is None else amount_text(amount, currency, minus=MINUS)


def quantity(value: Decimal | None, currency: str | None, *, is_count: bool) -> str:
    """A control total: a count without decimals, a sum with its currency's."""
    if value is None or not is_count:
        return money(value, currency)
    return f"{value:,.0f}"


def value(text: str | None, found: Break) -> str:
    """What one side holds; amounts are written as amounts, everything else as it is."""
    if text and found.amount is not None and _AMOUNT.fullmatch(text):
        return money(Decimal(text), found.currency)
    return text or "—"


def long_date(day: date | None) -> str:
    """`30 June 2026`."""
    return "an unknown day" if day is None else f"{day.day} {day:%B %Y}"


def moment(at: datetime | None) -> str:
    """`2026-06-30 14:15 UTC`."""
    return "—" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def _spaced(name: str) -> str:
    return name.replace("_", " ")
