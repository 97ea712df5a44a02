"""dbt as a long-lived worker: the project is parsed once, and built and tested many times."""

import hashlib
import json
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

import duckdb

from tieout import __version__, lineage, versions, warehouse
from tieout.errors import StorageError, TieoutError
from tieout.lineage import Lineage
from tieout.settings import Settings

Status = Literal["success", "pass", "warn", "fail", "error", "skipped"]
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
PROJECT_FOLDERS = ("models", "macros", "seeds", "snapshots", "checks")
BUILT = """
create schema if not exists staging;
create table if not exists staging._built (made_of varchar not null);
"""
_READ: dict[object, Any] = {}  # the project that this process read last, whoever asked for it
NEW_RESOURCES = ("--resource-type", "seed", "--resource-type", "model")


class DbtError(TieoutError):
    """dbt could not read the project, or could not build part of it."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one model, seed or data test.

    `failures` counts the rows that a test found; None elsewhere. `message` is dbt's own words.
    """

    name: str
    unique_id: str
    resource: str
    status: Status
    failures: int | None
    message: str
    seconds: float

    @property
    def is_unchanged(self) -> bool:
        """Whether it is a table that was left as it was."""
        return self.message == "UNCHANGED"


Told = Callable[[NodeResult], None]


class Dbt:
    """The project under `settings.root`, built into `settings.warehouse` from `settings.landing`.

    The project is parsed once in the life of a process, which takes seconds; a build of what is
    parsed takes less than one. `run_started_at` (UTC) is when breaks are seen, `settings.as_of`
    what day it is; `begin` sets both anew. Between two calls no file is held open. Every call may
    raise DbtError, whose sentence names each model that failed and what dbt says of it, and
    StorageError where a file is missing or somebody else writes to it.
    """

    def __init__(
        self, settings: Settings, run_started_at: datetime, told: Told | None = None
    ) -> None:
        self.told = told
        self._manifest: Any = None
        self._parsed: object = None
        self.begin(settings, run_started_at)

    def begin(self, settings: Settings, run_started_at: datetime) -> None:
        """Go on with another run: what is parsed already is kept where the project is the same."""
        self.settings = settings
        self.run_started_at = run_started_at.astimezone(UTC)

    @property
    def manifest(self) -> Any:
        """dbt's manifest of the project as it is on disk now."""
        self._parse()
        return self._manifest

    def build(self, select: Sequence[str] = (), *, full: bool = False) -> list[NodeResult]:
        """Build all models, or those that `select` names in dbt's own language.

        Seeds, and views, which look through to what is below them, are made when the project is new
        to the warehouse, or the day is, and left alone otherwise. Then too every table is made, as
        it is when the build is to be `full`; else a table stays that is made of nothing that has
        changed (`tieout/versions.py`), and where nothing could have changed it is not even told of.
        """
        self._parse()
        made_of = self._made_of()
        is_new = full or self._built_of() != made_of
        self._raise_if_not_ours()
        if is_new:
            self._keep("")  # until all of it is made
            versions.forget(self.settings.warehouse, self._manifest)
        versions.note_landed(self.settings.warehouse, self.settings.landing, self._manifest)
        if is_new:
            chosen = ["--select", *select] if select else []
            arguments = ["build", *NEW_RESOURCES, *chosen]
        else:
            names = select or versions.to_make(self.settings.warehouse, self._manifest)
            arguments = ["run", "--select", *names, "--exclude", "config.materialized:view"]
        executed = self._executed(arguments)
        results = [_result(it) for it in executed]
        _raise_if_broken(results)
        if is_new and not select:
            self._keep(made_of)
            self._keep_lineage(executed)
        return results

    def tests(self) -> Mapping[str, str]:
        """Every data test's SQL by its unique id; each row that it gives is one that fails.

        Compiling takes seconds and counting rows does not: dbt is asked once for a project and day.
        """
        self._parse()
        kept = self.settings.home / "dbt" / f"tests-{self._made_of()[:16]}.json"
        if not kept.exists():
            compiled = self._executed(["compile", "--select", "resource_type:test,test_type:data"])
            queries = {it.node.unique_id: it.node.compiled_code for it in compiled}
            for old in kept.parent.glob("tests-*.json"):
                old.unlink()
            written = kept.with_suffix(".part")  # a run that is killed leaves no half of it
            written.write_text(json.dumps(queries), encoding="utf-8")
            written.replace(kept)
        return cast(Mapping[str, str], json.loads(kept.read_text(encoding="utf-8")))

    def lineage(self) -> Lineage:
        """What is made from what, of the project as it is on disk now.

        A build has noted it; where none has yet, the project is compiled, which takes a while.
        """
        kept = lineage.load(self._lineage_file())
        if kept is not None:
            return kept
        self._parse()
        return self._keep_lineage(self._executed(["compile", "--select", "resource_type:model"]))

    def unit_test(self) -> list[NodeResult]:
        """Run the models' unit tests; the models below them must have been built once."""
        self._parse()
        return self._invoke(["test", "--resource-type", "unit_test"])

    def syncs(self) -> dict[str, dict[str, Any]]:
        """Sync model -> its `meta.sync`, by name."""
        declared = {
            node.name: dict(node.config.meta["sync"])
            for node in self.manifest.nodes.values()
            if node.resource_type == "model" and "sync" in node.config.meta
        }
        return dict(sorted(declared.items()))

    def downstream_syncs(self, reasons: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """Sync -> why it is held back, from the reasons that speak against nodes above it.

        `reasons` maps the unique id of a source or a model to sentences. Syncs that nothing speaks
        against are absent; each sentence stands once, in the given order. Whose a record is, is
        found out over all systems at once: a sync that says what it is made `from`, and `with`, is
        not held by what arrived from others.
        """
        held: dict[str, list[str]] = {}
        manifest = self.manifest
        for name, declared in self.syncs().items():
            above = _ancestors(manifest, f"model.{manifest.metadata.project_name}.{name}")
            sentences = [
                sentence
                for node, said in reasons.items()
                if node in above and _is_of_its_systems(node, declared)
                for sentence in said
            ]
            if sentences:
                held[name] = list(dict.fromkeys(sentences))
        return held

    def _made_of(self) -> str:
        """A fingerprint of all that the views are made of."""
        days = (self.settings.as_of, self.settings.today)
        parts = (self._parsed, self.settings.landing, *days, duckdb.__version__, __version__)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _built_of(self) -> str | None:
        """What the views in the warehouse were made of; None where they were not, or not all."""
        if not self.settings.warehouse.exists():
            return None
        with warehouse.connect(self.settings.warehouse) as connection:
            connection.execute(BUILT)
            found = connection.execute("select made_of from staging._built").fetchone()
        return str(found[0]) if found else None

    def _keep(self, made_of: str) -> None:
        """Say in the warehouse what its views are made of."""
        with warehouse.connect(self.settings.warehouse) as connection:
            connection.execute(BUILT)
            connection.execute("delete from staging._built")
            connection.execute("insert into staging._built values (?)", [made_of])

    def _keep_lineage(self, executed: Sequence[Any]) -> Lineage:
        file = self._lineage_file()
        for old in file.parent.glob("lineage-*.json"):
            old.unlink()
        nodes = [it.node for it in executed if it.node.resource_type == "model"]
        return lineage.compiled(self.manifest, nodes, self.syncs(), file)

    def _lineage_file(self) -> Path:
        name = hashlib.sha256(repr(self._state()).encode()).hexdigest()[:16]
        return self.settings.home / "dbt" / f"lineage-{name}.json"

    def _state(self) -> object:
        """What the project is known by: its files as they are on disk, and its variables."""
        return (_fingerprint(self.settings.root), tuple(sorted(self.settings.vars.items())))

    def _parse(self) -> None:
        state = self._state()
        if self._manifest is not None and self._parsed == state:
            return
        if state not in _READ:
            self._manifest = None
            found = self._call(["parse"], self.settings.vars)
            _READ.clear()
            _READ[state] = found
        self._manifest, self._parsed = _READ[state], state

    def _invoke(self, arguments: Sequence[str]) -> list[NodeResult]:
        return [_result(it) for it in self._executed(arguments)]

    def _executed(self, arguments: Sequence[str]) -> Sequence[Any]:
        self._raise_if_not_ours()
        variables = {
            **self.settings.vars,
            "as_of": self.settings.as_of.isoformat(),
            "today": (self.settings.today or self.settings.as_of).isoformat(),
            "run_started_at": self.run_started_at.isoformat(sep=" ", timespec="microseconds"),
        }
        return cast(Sequence[Any], self._call(arguments, variables).results)

    def _raise_if_not_ours(self) -> None:
        """Wait a little for the files, as everybody does: dbt would give up at once."""
        if not self.settings.landing.exists():
            raise StorageError(
                f"{self.settings.landing} is not there: nothing was read yet. First: tieout extract"
            )
        with (
            warehouse.connect(self.settings.landing, read_only=True),
            warehouse.connect(self.settings.warehouse),
        ):
            pass

    def _call(self, arguments: Sequence[str], variables: Mapping[str, object]) -> Any:
        """What dbt gives back; DbtError where it could not even begin."""
        with _environment(self.settings), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dbt's and its parts' own, which we cannot mend
            from dbt.cli.main import dbtRunner  # slow to import

            runner = dbtRunner(manifest=self._manifest, callbacks=[self._tell])
            try:
                answer = runner.invoke(
                    [*arguments, *self._flags(), "--vars", json.dumps(variables)]
                )
            finally:
                _let_go()
        if answer.result is None:
            raise DbtError(f"dbt cannot use the project: {_words(answer.exception)}")
        return answer.result

    def _flags(self) -> list[str]:
        root, home = str(self.settings.root), self.settings.home
        return [
            *("--project-dir", root, "--profiles-dir", root),
            *("--target-path", str(home / "dbt"), "--log-path", str(home / "dbt")),
            *("--log-level", "none", "--log-level-file", "none", "--quiet", "--no-print"),
            *("--no-write-json", "--no-version-check", "--no-send-anonymous-usage-stats"),
        ]

    def _tell(self, event: Any) -> None:
        if self.told is None or event.info.name != "NodeFinished":
            return
        node = event.data.node_info
        self.told(
            NodeResult(
                node.node_name, node.unique_id, node.resource_type, node.node_status, None, "", 0.0
            )
        )


def _ancestors(manifest: Any, unique_id: str) -> set[str]:
    """The node itself and all that it is made from."""
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += getattr(manifest.nodes.get(node), "depends_on_nodes", [])
    return found


def _is_of_its_systems(node: str, declared: Mapping[str, Any]) -> bool:
    """Whether a sync is made of what arrived here; of what others made of it, it always is."""
    kind, _, name = node.split(".", 2)
    system = name.partition(".")[0] if kind == "source" else ""
    if kind == "model" and name.startswith("stg_"):
        system = name.removeprefix("stg_").partition("__")[0]
    named = {declared.get("system"), *declared.get("from", ()), *declared.get("with", ())}
    return not system or "from" not in declared or system in named


def _result(executed: Any) -> NodeResult:
    return NodeResult(
        name=executed.node.name,
        unique_id=executed.node.unique_id,
        resource=str(executed.node.resource_type),
        status=cast(Status, str(executed.status)),
        failures=executed.failures,
        message=_words(executed.message),
        seconds=executed.execution_time,
    )


def _raise_if_broken(results: Sequence[NodeResult]) -> None:
    broken = [it for it in results if it.status == "error"]
    if broken:
        listed = "\n".join(f"  - {it.name}: {it.message}" for it in broken)
        raise DbtError(f"dbt could not build:\n{listed}\nMend it, then: tieout build")


def _words(said: object) -> str:
    """dbt's words without blank lines and without the trail through its own macros."""
    lines = (line.rstrip() for line in str(said or "").splitlines())
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("> "))


def _fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file of the project does."""
    files = [root / name for name in PROJECT_FILES]
    for folder in PROJECT_FOLDERS:
        files += (root / folder).rglob("*.*")
    known = {".sql", ".py", ".yml", ".csv", ".md"}
    stated = ((str(file), file.stat()) for file in files if file.suffix in known and file.exists())
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stated))


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """What `profiles.yml` looks up, for the time of one call."""
    wanted = {
        "TIEOUT_WAREHOUSE": str(settings.warehouse),
        "TIEOUT_LANDING": str(settings.landing),
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _let_go() -> None:
    """Close the files: dbt keeps them open after a call, and nobody else could read them."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
