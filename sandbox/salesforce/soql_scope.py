"""Names of a query, found in the org: fields, by way of parents, and the tables they are in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.schema import Field, Schema, SObject
from sandbox.salesforce.soql_tokens import wrong_at
from sandbox.salesforce.soql_tree import Path

MOST_PARENTS = 5  # steps of one path


@dataclass(frozen=True, slots=True)
class Known:
    """A field that a query names. `path` has the org's own spelling of all steps."""

    sql: str
    field: Field
    owner: SObject
    alias: str
    path: tuple[str, ...]


@dataclass(slots=True)
class Scope:
    """One FROM: its object, and the parents that are joined to it as they are asked for."""

    schema: Schema
    root: SObject
    soql: str
    names: frozenset[str]
    aliases: Iterator[int] = field(default_factory=count)
    alias: str = ""
    _joined: dict[tuple[str, ...], tuple[str, SObject]] = field(default_factory=dict)
    _joins: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alias = f"t{next(self.aliases)}"

    @property
    def tables(self) -> str:
        """What stands after FROM."""
        return " ".join((f"{self.root.table} AS {self.alias}", *self._joins))

    def known(self, path: Path) -> Known:
        """The field at the end of a path; INVALID_FIELD says what there is not."""
        *relationships, last = self._inside(path)
        if len(relationships) > MOST_PARENTS:
            raise self._wrong(path, "SOQL relationships cannot exceed 5 levels")
        alias, owner = self.alias, self.root
        steps: tuple[str, ...] = ()
        for name in relationships:
            alias, owner, steps = self._parent(path, alias, owner, steps, name)
        found = owner.find(last)
        if found is None:
            raise self.no_column(path, last, owner)
        return Known(sql_of(found, alias), found, owner, alias, (*steps, found.name))

    def of(self, found: Field) -> Known:
        """A field of the object itself."""
        return Known(sql_of(found, self.alias), found, self.root, self.alias, (found.name,))

    def no_column(self, path: Path, name: str, owner: SObject) -> Refusal:
        words = (
            f"No such column '{name}' on entity '{owner.name}'. If you are attempting to use a "
            "custom field, be sure to append the '__c' after the custom field name. Please "
            "reference your WSDL or the describe call for the appropriate names."
        )
        return self._wrong(path, words)

    def _inside(self, path: Path) -> list[str]:
        """The path without the object's own name or alias before it."""
        parts = path.parts
        is_own = len(parts) > 1 and parts[0].lower() in self.names
        return parts[1:] if is_own and self.root.parent(parts[0]) is None else parts

    def _parent(
        self, path: Path, alias: str, owner: SObject, steps: tuple[str, ...], name: str
    ) -> tuple[str, SObject, tuple[str, ...]]:
        reference = owner.parent(name)
        target = self.schema.find(reference.targets[0]) if reference else None
        if reference is None or target is None:
            raise self._wrong(
                path,
                f"Didn't understand relationship '{name}' in field path. If you are attempting to "
                "use a custom relationship, be sure to append the '__r' after the custom "
                "relationship name. Please reference your WSDL or the describe call for the "
                "appropriate names.",
            )
        here = (*steps, str(reference.relationship))
        if here not in self._joined:
            joined = f"t{next(self.aliases)}"
            condition = f'{joined}."Id" = {sql_of(reference, alias)}'
            self._joins.append(f"LEFT JOIN {target.table} AS {joined} ON {condition}")
            self._joined[here] = (joined, target)
        return *self._joined[here], here

    def _wrong(self, path: Path, words: str) -> Refusal:
        return wrong_at(self.soql, path.at, words, "INVALID_FIELD")


def sql_of(found: Field, alias: str) -> str:
    return found.sql if found.sql is not None else f'{alias}."{found.name}"'


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"
