"""A sync's declaration, checked: where its rows go, as which fields, within which limits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, cast, get_args

from reverse_etl import rules
from reverse_etl.rules import USUAL, Rule
from systems.base import Field, Kind
from tieout.errors import SettingsError
from tieout.settings import HandEdit, Mode, SyncSettings

SyncAction = Literal["update", "upsert", "create"]
KNOWN = frozenset(
    {"system", "object", "record_id", "external_id", "name", "why"}
    | {"action", "mode", "on_hand_edit", "limits", "fields", "from", "with"}
)
FIELD = frozenset({"name", "kind", "scale", "title", "description", "custom"}) | rules.KNOWN


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of what stands in a target one plan may overwrite; more is a fault upstream.

    `greatest_share` is of the records read. With fewer than `small_set` of them a share says
    nothing, so they are counted and not measured.
    """

    most_changes: int = 10_000
    greatest_share: Fraction = Fraction(3, 10)
    small_set: int = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the sync's model that are not fields."""

    record_id: str
    external_id: str
    name: str
    why: str


@dataclass(frozen=True)
class SyncSpec:
    """One sync. `fields` maps a column of its model to the field it becomes, in declared order.

    `rules` has the fields, by name, that are treated otherwise than usual. Without every one of its
    `sources` in use, a sync has nothing to say; what it takes from `others`, it takes where it can.
    """

    name: str
    system: str
    object: str
    columns: Columns
    fields: tuple[tuple[str, Field], ...]
    action: SyncAction = "update"
    mode: Mode = "plan"
    on_hand_edit: HandEdit = "overwrite"
    limits: Limits = Limits()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields by the API's names, in declared order."""
        return tuple(field.name for _, field in self.fields)

    @property
    def key_field(self) -> str | None:
        """The field that holds the external id; None where the sync does not write it."""
        names = (it.name for column, it in self.fields if column == self.columns.external_id)
        return next(names, None)

    @property
    def points_at(self) -> frozenset[tuple[str, str]]:
        """The objects, each with its system, that fields point at."""
        targets = (rule.points_at for rule in self.rules.values())
        return frozenset((it.system, it.object) for it in targets if it)

    def rule(self, name: str) -> Rule:
        """How a field is treated."""
        return self.rules.get(name, USUAL)

    @property
    def creates(self) -> bool:
        """Whether the sync may make a record that is missing."""
        return self.action != "update"


class _Faults(list[str]):
    """What is wrong with one sync, each said with its place."""

    def __init__(self, sync: str) -> None:
        super().__init__()
        self.sync = sync

    def add(self, sentence: str) -> None:
        self.append(f"{self.sync}: {sentence}")

    def at(self, where: str) -> rules.Complain:
        """What takes complaints about one place in the declaration."""
        return lambda sentence: self.add(where + sentence)

    def text(self, declared: Mapping[str, Any], key: str, default: str | None = None) -> str:
        found = declared.get(key, default)
        if not isinstance(found, str) or not found:
            self.add(f"{key} is missing" if found is None else f"{key} must be text, got {found!r}")
            return ""
        return found

    def one_of(
        self, declared: Mapping[str, Any], key: str, allowed: Sequence[str], default: str
    ) -> str:
        found = declared.get(key, default)
        if found not in allowed:
            self.add(f"{key} must be one of {', '.join(allowed)}, got {found!r}")
            return default
        return str(found)

    def unknown(self, declared: Mapping[str, Any], known: Iterable[str], where: str = "") -> None:
        for key in sorted(set(map(str, declared)) - set(known)):
            self.add(f"{where}{key} is not known here")


def load(
    declarations: Mapping[str, Mapping[str, Any]], overrides: Mapping[str, SyncSettings]
) -> tuple[SyncSpec, ...]:
    """The syncs by name, from model name -> `meta.sync` and what `tieout.toml` says over it.

    SettingsError lists every fault of every declaration.
    """
    faults: list[str] = []
    specs = [_spec(name, declared, faults) for name, declared in sorted(declarations.items())]
    faults += [
        f"tieout.toml [sync.{name}]: there is no such sync among {', '.join(sorted(declarations))}"
        for name in sorted(overrides.keys() - declarations.keys())
    ]
    faults += _disagreements(specs)
    if faults:
        raise SettingsError(faults, next_step="tieout plan")
    return tuple(_overridden(spec, overrides.get(spec.name)) for spec in specs)


def unmeasured(spec: SyncSpec) -> SyncSpec:
    """The same for a few chosen records, of which a share would say nothing."""
    return replace(spec, limits=replace(spec.limits, greatest_share=Fraction(1)))


def _spec(name: str, declared: Mapping[str, Any], faults_of_all: list[str]) -> SyncSpec:
    faults = _Faults(name)
    faults.unknown(declared, KNOWN)
    system = faults.text(declared, "system")
    spec = SyncSpec(
        name=name,
        system=system,
        object=faults.text(declared, "object"),
        columns=Columns(
            faults.text(declared, "record_id"),
            faults.text(declared, "external_id"),
            faults.text(declared, "name"),
            faults.text(declared, "why"),
        ),
        fields=_fields(declared.get("fields"), faults),
        action=cast(SyncAction, faults.one_of(declared, "action", get_args(SyncAction), "update")),
        mode=cast(Mode, faults.one_of(declared, "mode", get_args(Mode), "plan")),
        on_hand_edit=cast(
            HandEdit, faults.one_of(declared, "on_hand_edit", get_args(HandEdit), "overwrite")
        ),
        limits=_limits(declared.get("limits", {}), faults),
        rules=_rules(declared.get("fields"), system, faults),
        sources=_systems(declared, "from", faults),
        others=_systems(declared, "with", faults),
    )
    faults_of_all += faults
    return spec


def _fields(declared: object, faults: _Faults) -> tuple[tuple[str, Field], ...]:
    if not isinstance(declared, Mapping) or not declared:
        faults.add("fields must name at least one column and the field it becomes")
        return ()
    fields = tuple((str(column), _field(column, said, faults)) for column, said in declared.items())
    names = [field.name for _, field in fields]
    for twice in sorted({name for name in names if name and names.count(name) > 1}):
        faults.add(f"field {twice} is named by two columns")
    return fields


def _field(column: object, declared: object, faults: _Faults) -> Field:
    where = f"fields.{column}: "
    if not isinstance(declared, Mapping):
        faults.add(f"{where}must say name and kind, got {declared!r}")
        return Field("", "text")
    faults.unknown(declared, FIELD, where)
    name, kind = declared.get("name"), declared.get("kind", "text")
    scale, is_custom = declared.get("scale", 2), declared.get("custom", False)
    if not isinstance(name, str) or not name:
        faults.add(f"{where}name is missing")
    if kind not in get_args(Kind):
        faults.add(f"{where}kind must be one of {', '.join(get_args(Kind))}, got {kind!r}")
    if not isinstance(scale, int) or isinstance(scale, bool) or not 0 <= scale <= 18:
        faults.add(f"{where}scale must be a whole number from 0 to 18, got {scale!r}")
    if not isinstance(is_custom, bool):
        faults.add(f"{where}custom must be true or false, got {is_custom!r}")
    return Field(
        name=str(name or ""),
        kind=kind,
        title=str(declared.get("title", "")),
        description=str(declared.get("description", "")),
        scale=scale,
        is_custom=is_custom,
    )


def _rules(declared: object, system: str, faults: _Faults) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for column, said in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(said, Mapping):
            rule = rules.rule(said, system, faults.at(f"fields.{column}: "))
            if rule != USUAL:
                found[str(said.get("name"))] = rule
    return found


def _systems(declared: Mapping[str, Any], key: str, faults: _Faults) -> tuple[str, ...]:
    named = declared.get(key, [])
    if isinstance(named, list) and all(isinstance(it, str) for it in named):
        return tuple(named)
    faults.add(f"{key} must list systems, got {named!r}")
    return ()


def _limits(declared: object, faults: _Faults) -> Limits:
    if not isinstance(declared, Mapping):
        faults.add(f"limits must be a mapping, got {declared!r}")
        return Limits()
    faults.unknown(declared, ("most_changes", "greatest_share", "small_set"), "limits.")
    usual = Limits()
    share = declared.get("greatest_share", "0.3")
    if not isinstance(share, int | float | str) or not _is_share(str(share)):
        faults.add(f"limits.greatest_share must be between 0 and 1, got {share!r}")
        share = 0
    return Limits(
        most_changes=_count(declared, "most_changes", usual.most_changes, faults),
        greatest_share=Fraction(Decimal(str(share))),
        small_set=_count(declared, "small_set", usual.small_set, faults),
    )


def _count(declared: Mapping[Any, Any], key: str, usual: int, faults: _Faults) -> int:
    count = declared.get(key, usual)
    if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
        return count
    faults.add(f"limits.{key} must be a whole number, got {count!r}")
    return usual


def _is_share(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 1
    except ArithmeticError:
        return False


def _disagreements(specs: Sequence[SyncSpec]) -> list[str]:
    """Two syncs may share a field of an object, but not disagree on what it is."""
    faults: list[str] = []
    first: dict[tuple[str, str, str], tuple[str, Field]] = {}
    for spec in specs:
        for _, it in spec.fields:
            place = (spec.system, spec.object, it.name)
            other, known = first.setdefault(place, (spec.name, it))
            if (known.kind, known.scale) != (it.kind, it.scale):
                faults.append(
                    f"{spec.name}: field {it.name} is {_kind(it)} here and {_kind(known)} in "
                    f"{other}"
                )
    return faults


def _kind(field: Field) -> str:
    return f"decimal of scale {field.scale}" if field.kind == "decimal" else field.kind


def _overridden(spec: SyncSpec, said: SyncSettings | None) -> SyncSpec:
    if said is None:
        return spec
    limits = spec.limits
    if said.most_changes is not None:
        limits = replace(limits, most_changes=said.most_changes)
    if said.greatest_share is not None:
        limits = replace(limits, greatest_share=said.greatest_share)
    return replace(
        spec,
        mode=said.mode or spec.mode,
        on_hand_edit=said.on_hand_edit or spec.on_hand_edit,
        limits=limits,
    )
