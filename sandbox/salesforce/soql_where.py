"""Conditions of a query, put into SQL. A comparison with nothing is false, as the vendor has it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.salesforce.soql_scope import quoted
from sandbox.salesforce.soql_tree import (
    Among,
    AmongFound,
    Both,
    Comparison,
    Condition,
    Expression,
    Literally,
    Not,
    Picks,
    Query,
)
from sandbox.salesforce.soql_values import Valued, Values, midnight

Found = Callable[[Query], str]  # a query with one column, as SQL


@dataclass(frozen=True, slots=True)
class Where:
    """Puts the conditions of one WHERE, or with `is_having` of one HAVING, into SQL."""

    values: Values
    found: Found
    is_having: bool = False

    def sql(self, condition: Condition) -> str:
        if isinstance(condition, Both):
            parts = (self.sql(part) for part in condition.parts)
            return "(" + f" {condition.word} ".join(parts) + ")"
        if isinstance(condition, Not):
            return f"(NOT coalesce({self.sql(condition.part)}, FALSE))"
        left = self._left(condition.left)
        if isinstance(condition, Among):
            return self._among(left, condition)
        if isinstance(condition, AmongFound):
            inside = f"{left.sql} IN ({self.found(condition.query)})"
            return f"(NOT coalesce({inside}, FALSE))" if condition.is_negated else inside
        if isinstance(condition, Picks):
            return self._picks(left, condition)
        return self._comparison(left, condition)

    def _left(self, expression: Expression) -> Valued:
        left = self.values.valued(expression)
        known = left.known
        if known is not None and (known.field.is_long_text or known.field.is_compound):
            words = f"field '{known.field.name}' can not be filtered in a query call"
            raise self.values.refused(expression.at, words)
        if left.is_aggregate and not self.is_having:
            words = "Grouped field should not be aggregated in a WHERE clause"
            raise self.values.refused(expression.at, words, "MALFORMED_QUERY")
        return left

    def _comparison(self, left: Valued, it: Comparison) -> str:
        if it.right.kind == "relative":
            return self._in_span(left, it)
        value = self.values.literal(left, it.right)
        if it.operator == "LIKE":
            return self._like(left, it.right, value)
        if value == "NULL":
            return self._nothing(left, it)
        if it.operator in ("=", "!="):
            operator = "=" if it.operator == "=" else "IS DISTINCT FROM"
            return f"({self._folded(left)} {operator} {_lower(left, value)})"
        if left.type == "boolean":
            words = f"invalid operator on boolean field: {left.label}"
            raise self.values.refused(it.right.at, words, "INVALID_QUERY_FILTER_OPERATOR")
        return f"({self._folded(left)} {it.operator} {_lower(left, value)})"

    def _nothing(self, left: Valued, it: Comparison) -> str:
        if it.operator not in ("=", "!="):
            words = f"invalid operator for a null value: {it.operator}"
            raise self.values.refused(it.right.at, words, "INVALID_QUERY_FILTER_OPERATOR")
        return f"({left.sql} IS {'NULL' if it.operator == '=' else 'NOT NULL'})"

    def _like(self, left: Valued, value: Literally, sql: str) -> str:
        if left.type not in _SEARCHED:
            words = f"invalid operator on {left.type} field"
            raise self.values.refused(value.at, words, "INVALID_QUERY_FILTER_OPERATOR")
        return f"({left.sql} IS NULL)" if sql == "NULL" else f"({left.sql} ILIKE {sql} ESCAPE '\\')"

    def _in_span(self, left: Valued, it: Comparison) -> str:
        if left.type not in ("date", "datetime"):
            raise self.values.refused(it.right.at, f"unexpected token: '{it.right.text}'")
        first, end = map(midnight, self.values.span(it.right))
        moment = f"CAST({left.sql} AS TIMESTAMP)"
        inside = f"({moment} >= {first} AND {moment} < {end})"
        return {
            "=": inside,
            "!=": f"(NOT coalesce({inside}, FALSE))",
            "<": f"({moment} < {first})",
            "<=": f"({moment} < {end})",
            ">": f"({moment} >= {end})",
            ">=": f"({moment} >= {first})",
        }[it.operator]

    def _among(self, left: Valued, it: Among) -> str:
        values = [self.values.literal(left, value) for value in it.values]
        listed = [_lower(left, value) for value in values if value != "NULL"]
        parts = [f"{self._folded(left)} IN ({', '.join(listed)})"] if listed else []
        if "NULL" in values:
            parts.append(f"{left.sql} IS NULL")
        inside = f"({' OR '.join(parts)})"
        return f"(NOT coalesce({inside}, FALSE))" if it.is_negated else inside

    def _picks(self, left: Valued, it: Picks) -> str:
        if left.type != "multipicklist":
            words = f"invalid operator on {left.type} field: {left.label}"
            raise self.values.refused(it.values[0].at, words, "INVALID_QUERY_FILTER_OPERATOR")
        having = f"string_split(lower({left.sql}), ';')"
        parts = [
            f"list_has_all({having}, string_split({quoted(value.text.lower())}, ';'))"
            for value in it.values
        ]
        inside = f"({' OR '.join(parts)})"
        return f"(NOT coalesce({inside}, FALSE))" if it.is_negated else inside

    def _folded(self, left: Valued) -> str:
        return f"lower({left.sql})" if left.type in _SEARCHED else self.values.compared(left)


_SEARCHED = frozenset(
    {"string", "textarea", "picklist", "multipicklist", "email", "phone", "url", "address"}
)


def _lower(left: Valued, value: str) -> str:
    return value.lower() if left.type in _SEARCHED else value
