"""What is often expected of what lands, in SQL and in a sentence."""

from checks.expected import Expectation, Suite, no_row
from checks.findings import Severity


def suite(table: str, key: tuple[str, ...], *expectations: Expectation) -> Suite:
    """What is expected of a landed table, `system.table`."""
    system, name = table.split(".")
    return Suite(
        layer="door",
        node=f"source.tieout.{system}.{name}",
        schema=f"raw_{system}",
        table=name,
        key=key,
        expectations=expectations,
    )


def known_currency(
    things: str, key: str, code: str, severity: Severity = "warn", where: str = "true"
) -> Expectation:
    """Every code that is there is one that the ERP has a rate for, where the ERP was read."""
    return no_row(
        f"select {key}, {code} from {{batch}}"  # noqa: S608 - names of our own
        f" where {where} and {code} not in (select symbol from raw_netsuite.currency)"
        " and exists (select 1 from raw_netsuite.currency)",
        f"every {things} is in a currency that the ERP knows",
        severity,
    )


def not_negative(
    key: str, *amounts: str, severity: Severity = "warn", where: str = "true"
) -> Expectation:
    """No amount that is there is below nothing."""
    below = " or ".join(f"{it} < 0" for it in amounts)
    return no_row(
        f"select {key}, {', '.join(amounts)} from {{batch}} where {where} and ({below})",  # noqa: S608
        f"no {_listed(amounts)} is negative",
        severity,
    )


def in_order(
    things: str, key: str, start: str, end: str, severity: Severity = "warn", where: str = "true"
) -> Expectation:
    """What has both dates does not end before it starts."""
    return no_row(
        f"select {key}, {start}, {end} from {{batch}} where {where} and {end} < {start}",  # noqa: S608
        f"no {things} ends before it starts",
        severity,
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
