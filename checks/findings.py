"""What a check gives back: a sentence, and the rows that prove it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Layer = Literal["door", "staging", "marts", "totals"]
Severity = Literal["error", "warn"]
EVIDENCE_ROWS = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one run. `node` is the unique id, in dbt's words, of what was looked at.

    `failing` counts what speaks against it, 0 when passed. `sentence` says what must hold, or what
    was found instead. `evidence` is at most a few rows, with ids and amounts.
    """

    name: str
    layer: Layer
    node: str
    severity: Severity
    passed: bool
    failing: int
    sentence: str
    evidence: Sequence[Mapping[str, Any]] = ()

    @property
    def holds_back(self) -> bool:
        """Whether what is made from the node may not leave the house."""
        return not self.passed and self.severity == "error"

    @property
    def evidence_json(self) -> str:
        """The evidence as JSON; money and dates as text."""
        return json.dumps([dict(row) for row in self.evidence], default=str, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All checks of a run, and which syncs are held back for which reasons."""

    results: tuple[CheckResult, ...]
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Those that hold something back."""
        return tuple(it for it in self.results if it.holds_back)

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Those that did not pass and hold nothing back."""
        return tuple(it for it in self.results if not it.passed and not it.holds_back)
