from datetime import date
from decimal import Decimal

import pytest

from systems.base import Field, Kind, Value
from systems.hubspot import values
from tieout.errors import BadAnswer


@pytest.mark.parametrize(
    ("kind", "raw", "landed"),
    [
        ("decimal", "17", "17"),
        ("decimal", "2455.000000", "2455"),
        ("decimal", "1.2000000000000002", "1.2"),
        ("decimal", "1450.0999999999999", "1450.1"),
        ("decimal", "12345678901234567", "12345678901234567"),
        ("decimal", "n/a", "n/a"),
        ("decimal", "NaN", "NaN"),
        ("integer", "41.0", "41"),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", "maybe", "maybe"),
        ("date", "2026-11-14", "2026-11-14"),
        ("date", "1794614400000", "2026-11-14"),
        ("date", "2026-11-14T00:00:00Z", "2026-11-14"),
        ("date", "soon", "soon"),
        ("timestamp", "2023-04-04T15:12:52.778Z", "2023-04-04T15:12:52.778Z"),
        ("timestamp", "1794614400000", "2026-11-14T00:00:00Z"),
        ("timestamp", "2026-11-14T02:00:00+02:00", "2026-11-14T00:00:00Z"),
        ("json", "3011;3012", ["3011", "3012"]),
        ("json", ";a", ["a"]),
        ("text", "12 Way", "12 Way"),
        ("text", "", None),
        ("date", None, None),
    ],
)
def test_a_value_lands_as_what_was_meant(kind: Kind, raw: object, landed: object) -> None:
    assert values.landed(raw, kind) == landed


@pytest.mark.parametrize(
    ("kind", "raw", "held"),
    [
        ("decimal", "2455.004", Decimal("2455.004")),
        ("integer", "41.0", 41),
        ("boolean", None, False),
        ("date", "1794614400000", date(2026, 11, 14)),
        ("text", "b;a", "a;b"),
    ],
)
def test_a_value_is_held_exactly(kind: Kind, raw: object, held: object) -> None:
    assert values.held(raw, Field("x", kind), is_list=kind == "text") == held


@pytest.mark.parametrize(
    ("kind", "raw"), [("decimal", "n/a"), ("integer", "1.5"), ("date", "soon")]
)
def test_a_value_of_another_kind_is_a_bad_answer(kind: Kind, raw: str) -> None:
    with pytest.raises(BadAnswer, match=f"^hubspot: a record holds in x what is no {kind}"):
        values.held(raw, Field("x", kind), is_list=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"),
        (date(2026, 11, 14), "2026-11-14"),
        (7, "7"),
    ],
)
def test_a_value_is_sent_as_text(value: Value, text: str) -> None:
    assert values.written(value) == text
