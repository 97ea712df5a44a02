"""Of whatever values: what is planned is what reads otherwise, field by field, and nothing else."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reverse_etl import specs
from reverse_etl.change import RecordChange
from reverse_etl.desired import DesiredRow
from reverse_etl.difference import difference
from reverse_etl.values import is_same, to_text
from systems.base import Record, Value

SYNC = "sync_crm__firms"
DECLARED = {
    "system": "crm",
    "object": "firms",
    "record_id": "id",
    "external_id": "key",
    "name": "title",
    "why": "account_id",
    "action": "update",
    "fields": {
        kind: {"name": f"a_{kind}", "kind": kind}
        for kind in ("text", "decimal", "integer", "boolean", "date", "timestamp")
    },
}
[SPEC] = specs.load({SYNC: DECLARED}, {})
DECIMALS = ("0", "-0.00", "1", "1.0", "1.00", "1E+2", "100", "1.005", "1E-7", "-3.10", "12.30")
# few values of each kind, so that many are equal, or only look so
ROW = st.tuples(
    st.sampled_from([None, "", "Acme", "acme", "1", "true"]),
    st.sampled_from([None, *map(Decimal, DECIMALS)]),
    st.sampled_from([None, 0, 1, -1, 2**40]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, date(2026, 1, 1), date(2026, 1, 2)]),
    st.sampled_from([None, "", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"]),
)
Values = tuple[Value, ...]


def changed(held: Values, wanted: Values) -> dict[str, tuple[str | None, str | None]]:
    values = dict(zip(SPEC.names, held, strict=True))
    row = DesiredRow(SYNC, "1", "C1", "Acme", "A-1", wanted)
    found = difference([row], Record("1", "C1", "Acme", values), {SYNC: SPEC}, frozenset())
    assert found is None or isinstance(found, RecordChange)
    return {one.field: (one.before, one.after) for one in found.fields} if found else {}


@given(held=ROW, wanted=ROW)
def test_what_changes_is_what_reads_otherwise(held: Values, wanted: Values) -> None:
    expected = {}
    for (_, field), before, after in zip(SPEC.fields, held, wanted, strict=True):
        texts = (to_text(before, field), to_text(after, field))
        if not is_same(*texts, field):
            expected[field.name] = texts

    assert changed(held, wanted) == expected


@given(wanted=ROW)
def test_a_record_that_holds_what_is_wanted_is_left_alone(wanted: Values) -> None:
    again = tuple(Decimal(str(it)) if isinstance(it, Decimal) else it for it in wanted)

    assert changed(again, wanted) == {}


def test_a_record_that_lacks_a_field_holds_nothing_in_it() -> None:
    row = DesiredRow(SYNC, "1", "C1", "Acme", "A-1", ("Acme", None, None, None, None, None))
    change = difference([row], Record("1", "C1", "Acme", {}), {SYNC: SPEC}, frozenset())

    assert isinstance(change, RecordChange)
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("a_text", None, "Acme")
    ]
