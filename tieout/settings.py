"""Settings: read once, typed, complete in their complaints. Nothing else reads the environment.

Where a thing is set:

- how a system is reached and logged in to: dlt's own configuration, `sources.<system>.<name>`, from
  the environment (`SOURCES__ZENDESK__CLIENT_SECRET`), `.dlt/secrets.toml` or `.dlt/config.toml`
- what may be written: `tieout.toml`
- which records match, by which rules: dbt seeds and vars
"""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

from tieout.errors import SettingsError

Mode = Literal["off", "plan", "apply"]
HandEdit = Literal["overwrite", "respect"]
ROOT = Path(__file__).resolve().parent.parent


class Secret(str):
    """Text that prints as stars."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """What `tieout.toml` says of one sync; None leaves the word of the sync's own yml standing."""

    mode: Mode | None = None
    most_changes: int | None = None
    greatest_share: Fraction | None = None
    on_hand_edit: HandEdit | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """The share of a system's calls of a day that is left to others; `reserves` by system."""

    reserve: Fraction = Fraction(1, 5)
    reserves: Mapping[str, Fraction] = field(default_factory=dict)

    def reserve_of(self, system: str) -> Fraction:
        """The share of this system's calls."""
        return self.reserves.get(system, self.reserve)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where files are, which day it is, and what a person decided about writing."""

    home: Path
    as_of: date
    root: Path = ROOT
    syncs: Mapping[str, SyncSettings] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    full_read_every_days: int = 7
    approval_above: int | None = None  # records of a plan; more need a second person's word
    budget: Budget = Budget()
    today: date | None = None  # where `as_of` is a day before it; None: they are the same

    @property
    def is_past(self) -> bool:
        """Whether the figures are to be those of a day that is over."""
        return self.today is not None and self.as_of < self.today

    @property
    def landing(self) -> Path:
        return self.home / "landing.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.home / "tieout.duckdb"

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.duckdb"

    @property
    def plans(self) -> Path:
        return self.home / "plans"

    @property
    def report(self) -> Path:
        return self.home / "report"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def load(environment: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Settings from `tieout.toml` under `root` and the environment; SettingsError lists all faults.

    `TIEOUT_HOME` is the folder of everything a run makes (default `data/`), `TIEOUT_AS_OF` the day
    that counts as today (ISO, default today in UTC).
    """
    environment = os.environ if environment is None else environment
    faults: list[str] = []
    content = _toml(root / "tieout.toml", faults)
    known = {"home", "as_of", "full_read_every_days", "sync", "vars", "approval", "budget"}
    faults += [f"tieout.toml: {key} is not a setting" for key in sorted(content.keys() - known)]
    as_of = _day(environment.get("TIEOUT_AS_OF") or content.get("as_of"), faults)
    home = Path(environment.get("TIEOUT_HOME") or content.get("home") or "data")
    syncs = {
        name: _sync(name, values, faults)
        for name, values in sorted(content.get("sync", {}).items())
    }
    full = content.get("full_read_every_days", 7)
    if not isinstance(full, int) or full < 1:
        faults.append(
            f"tieout.toml: full_read_every_days must be a whole number of days, got {full!r}"
        )
    above, budget = _approval(content, faults), _budget(content, faults)
    if faults:
        raise SettingsError(faults)
    return Settings(
        home=home if home.is_absolute() else root / home,
        as_of=as_of,
        root=root,
        syncs=syncs,
        vars=content.get("vars", {}),
        full_read_every_days=full,
        approval_above=above,
        budget=budget,
    )


def is_debugging(environment: Mapping[str, str] | None = None) -> bool:
    """Whether `TIEOUT_DEBUG` asks for tracebacks: any value but nothing and 0."""
    environment = os.environ if environment is None else environment
    return environment.get("TIEOUT_DEBUG", "") not in ("", "0")


def system_settings(
    system: str,
    settings: Sequence[tuple[str, bool, str | None]],
    logins: Sequence[Sequence[str]],
) -> dict[str, str]:
    """What is set for a system, secrets as `Secret`.

    `settings` are (name, is secret, default); `logins` the sets of which one must be complete.
    SettingsError names each missing value with the variable and the file where it is looked for.
    """
    found: dict[str, str] = {}
    for name, is_secret, default in settings:
        value = _from_dlt(f"sources.{system}.{name}")
        value = default if value is None else value
        if value is not None:
            found[name] = Secret(value) if is_secret else value
    if any(all(name in found for name in login) for login in logins):
        return found
    nearest = max(logins, key=lambda login: sum(name in found for name in login))
    secret = {name: is_secret for name, is_secret, _ in settings}
    raise SettingsError(
        [
            f"{system}: {name} is not set. Looked for SOURCES__{system.upper()}__{name.upper()} in "
            f"the environment, and [sources.{system}] {name} in "
            f".dlt/{'secrets' if secret.get(name) else 'config'}.toml"
            for name in nearest
            if name not in found
        ]
    )


def is_set_up(system: str, names: Sequence[str]) -> bool:
    """Whether any of these settings of a system is set: one that nobody touched is not in use."""
    return any(_from_dlt(f"sources.{system}.{name}") is not None for name in names)


def _from_dlt(key: str) -> str | None:
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")  # it starts at the first look-up
    import dlt  # slow to import, and most commands that need no system never get here

    value: object = dlt.secrets.get(key)
    value = dlt.config.get(key) if value is None else value
    if isinstance(value, dict):  # a table in the file, written as JSON text in the environment
        return json.dumps(value)
    return None if value is None else str(value)


def _toml(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path.name}: {error}")
        return {}


def _day(text: object, faults: list[str]) -> date:
    if isinstance(text, date):
        return text
    if text:
        try:
            return date.fromisoformat(str(text))
        except ValueError:
            faults.append(f"as_of must be a date like 2026-06-30, got {text!r}")
    return datetime.now(UTC).date()


def _sync(name: str, values: Mapping[str, Any], faults: list[str]) -> SyncSettings:
    where = f"tieout.toml [sync.{name}]"
    known = {"mode", "most_changes", "greatest_share", "on_hand_edit"}
    faults += [f"{where}: {key} is not a setting" for key in sorted(values.keys() - known)]
    mode = _one_of(values, "mode", ("off", "plan", "apply"), where, faults)
    hand = _one_of(values, "on_hand_edit", ("overwrite", "respect"), where, faults)
    most = values.get("most_changes")
    if most is not None and (not isinstance(most, int) or most < 0):
        faults.append(f"{where}: most_changes must be a whole number, got {most!r}")
    share = values.get("greatest_share")
    if share is not None and not (isinstance(share, int | float) and 0 <= share <= 1):
        faults.append(f"{where}: greatest_share must be between 0 and 1, got {share!r}")
        share = None
    exact = None if share is None else Fraction(Decimal(str(share)))
    return SyncSettings(cast(Mode | None, mode), most, exact, cast(HandEdit | None, hand))


def _approval(content: Mapping[str, Any], faults: list[str]) -> int | None:
    said = _table(content, "approval", {"above"}, faults)
    above = said.get("above")
    if above is None:
        return None
    if not isinstance(above, int) or isinstance(above, bool) or above < 0:
        faults.append(f"tieout.toml [approval]: above must be a number of records, got {above!r}")
        return None
    return above


def _budget(content: Mapping[str, Any], faults: list[str]) -> Budget:
    """`[budget]` with its `reserve`, and `[budget.<system>]` with another one."""
    said = content.get("budget", {})
    inner = said if isinstance(said, Mapping) else {}
    tables = {name: it for name, it in inner.items() if isinstance(it, Mapping)}
    own = _table(content, "budget", {"reserve", *tables}, faults)
    usual = _share(own, "budget", Budget().reserve, faults)
    named = {name: _table(tables, name, {"reserve"}, faults, "budget.") for name in sorted(tables)}
    reserves = {name: _share(it, f"budget.{name}", usual, faults) for name, it in named.items()}
    return Budget(usual, reserves)


def _table(
    content: Mapping[str, Any], name: str, known: set[str], faults: list[str], of: str = ""
) -> Mapping[str, Any]:
    said = content.get(name, {})
    if not isinstance(said, Mapping):
        faults.append(f"tieout.toml: {of}{name} must be a table, got {said!r}")
        return {}
    faults += [
        f"tieout.toml [{of}{name}]: {key} is not a setting" for key in sorted(said.keys() - known)
    ]
    return said


def _share(said: Mapping[str, Any], name: str, usual: Fraction, faults: list[str]) -> Fraction:
    share = said.get("reserve")
    if share is None:
        return usual
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1:
        faults.append(f"tieout.toml [{name}]: reserve must be between 0 and 1, got {share!r}")
        return usual
    return Fraction(Decimal(str(share)))


def _one_of(
    values: Mapping[str, Any], key: str, allowed: Sequence[str], where: str, faults: list[str]
) -> str | None:
    value = values.get(key)
    if value is None or value in allowed:
        return value
    faults.append(f"{where}: {key} must be one of {', '.join(allowed)}, got {value!r}")
    return None
