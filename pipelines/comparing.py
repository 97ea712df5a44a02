"""Two tables of one key, `held` and `arrived`: where they differ, from what to what."""

from collections.abc import Mapping, Sequence

from pipelines.landing import quoted

Types = Mapping[str, str]  # column to SQL type


def differences(held: Types, arrived: Types) -> dict[str, str]:
    """Column to the condition that it differs between a row `held` and a row `arrived`.

    A column that one side lacks is null there. Two types are compared as text, as they were read.
    """
    return {name: _difference(name, held, arrived) for name in {**arrived, **held}}


def same_key(key: Sequence[str]) -> str:
    """The condition that a row `held` and a row `arrived` are of one record."""
    return " and ".join(f"arrived.{quoted(it)} = held.{quoted(it)}" for it in key)


def differing_cells(held: str, arrived: str, key: Sequence[str], columns: Types) -> str:
    """A query of one row per cell that differs: the key, `field`, and `before` and `after` as text.

    `held` and `arrived` are tables of the same `columns`. A row that one side lacks differs in
    every cell that is not null. Both are read once and joined once; text is made of what differs.
    """
    conditions = differences(columns, columns)
    keys = ", ".join(f"coalesce(held.{it}, arrived.{it}) as {it}" for it in map(quoted, key))
    cells = ",\n".join(
        f"case when {condition} then struct_pack(field := {_literal(name)},"
        f" before := cast(held.{quoted(name)} as varchar),"
        f" after := cast(arrived.{quoted(name)} as varchar)) end"
        for name, condition in conditions.items()
    )
    return _CELLS.format(
        keys=keys,
        cells=cells,
        held=held,
        arrived=arrived,
        same=same_key(key),
        differs=" or ".join(conditions.values()),
    )


def _difference(name: str, held: Types, arrived: Types) -> str:
    column = quoted(name)
    if name not in held:
        return f"arrived.{column} is not null"
    if name not in arrived:
        return f"held.{column} is not null"
    if arrived[name] == held[name]:
        return f"arrived.{column} is distinct from held.{column}"
    sides = (f"cast({side}.{column} as varchar)" for side in ("arrived", "held"))
    return " is distinct from ".join(sides)


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


_CELLS = """
with rows_that_differ as (
    select {keys}, [{cells}] as cells
    from {held} as held full outer join {arrived} as arrived on {same}
    where {differs}
),
all_cells as (
    select * exclude (cells), unnest(cells) as cell from rows_that_differ
)
select * exclude (cell), cell.field, cell.before, cell.after from all_cells where cell is not null
"""
