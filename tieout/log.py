"""What happened, as JSON lines in `data/logs/<run_id>.jsonl`: no secret, no personal data but ids.

Callers log a short fixed sentence and put the facts beside it:
`log.info("table read", extra={"system": "zendesk", "table": "users", "rows": 120})`.
Numbers, dates and ids are kept; other text only under the names in `KEPT`.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

ROOMS = frozenset({"tieout", "systems", "pipelines", "checks", "reverse_etl", "report"})
KEPT = frozenset(
    (
        *("action", "check", "code", "command", "currency", "cursor_from", "cursor_to", "digest"),
        *("error_code", "field", "kind", "layer", "measure", "mode", "model", "node", "object"),
        *("outcome", "severity", "stage", "status", "sync", "system", "table", "version"),
    )
)
KEPT_FILES = 30
HIDDEN = "***"
LEFT_OUT = "(left out)"

_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)
_HEADER = re.compile(r"\b(Authorization\s*[=:]\s*)[^\r\n]+", re.IGNORECASE)
_SCHEME = re.compile(
    r"\b(Bearer|Basic|OAuth)\s+(?:\w+=\"[^\"]*\"(?:,\s*)?)+|\b(Bearer|Basic)\s+[\w.~+/=-]{6,}"
)
_NAMED = re.compile(
    r"""(["']?\b[\w-]*(?:password|passwd|secret|token|api_?key|private_?key|"""
    r"""assertion|signature)\b["']?\s*[=:]\s*)(?!\s)("[^"]*"|'[^']*'|[^\s,;&}\])]+)""",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_secrets: set[str] = set()
SHORT = 4  # signs; as part of a word such a secret would star half of every sentence


def keep_out(secrets: Iterable[str]) -> None:
    """From now on these values are stars in every log line and every redacted text."""
    for secret in secrets:
        if secret.strip():
            _secrets.update({secret, secret.replace("\n", "\\n"), secret.replace("\\n", "\n")})


def redacted(text: str) -> str:
    """The text without secrets, log-in headers, keys and e-mail addresses."""
    text = _PEM.sub(HIDDEN, text)
    for secret in sorted(_secrets, key=len, reverse=True):
        text = _without(secret, text)
    text = _HEADER.sub(rf"\1{HIDDEN}", text)
    text = _SCHEME.sub(lambda found: f"{found[1] or found[2]} {HIDDEN}", text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    return _MAIL.sub(HIDDEN, text)


def _without(secret: str, text: str) -> str:
    """The text without a secret; a very short one goes only where it stands alone."""
    if len(secret) >= SHORT:
        return text.replace(secret, HIDDEN)
    return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text)


@contextmanager
def to_file(logs: Path, run_id: str) -> Iterator[Path]:
    """Everything our rooms say from INFO on, and warnings of the libraries, in this run's file."""
    logs.mkdir(parents=True, exist_ok=True)
    path = logs / f"{run_id}.jsonl"
    handler = _File(path, encoding="utf-8")
    handler.setFormatter(_JsonLine(run_id))
    handler.addFilter(_is_worth_keeping)
    everyone = [logging.getLogger(), *map(logging.getLogger, sorted(ROOMS))]
    before = [(logger, logger.level, logger.propagate) for logger in everyone]
    for logger in everyone:
        logger.addHandler(handler)
        if logger.name in ROOMS:
            logger.setLevel(logging.INFO)
            logger.propagate = False  # libraries put handlers for the screen on the root
    _remove_old(logs)
    try:
        yield path
    finally:
        for logger, level, propagate in before:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate
        handler.close()


def _is_worth_keeping(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] in ROOMS or record.levelno >= logging.WARNING


def _remove_old(logs: Path) -> None:
    newest_first = sorted(logs.glob("*.jsonl"), key=lambda path: path.name, reverse=True)
    for path in newest_first[KEPT_FILES:]:
        path.unlink(missing_ok=True)


class _File(logging.FileHandler):
    """A file on a full disk loses lines; the screen is not where to complain of each."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Go on without the line."""

    def close(self) -> None:
        """Let go of it, its last lines written or not."""
        with suppress(OSError):
            super().close()


class _JsonLine(logging.Formatter):
    def __init__(self, run_id: str) -> None:
        super().__init__()
        self.run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "run_id": self.run_id,
            "from": record.name,
            "message": redacted(record.getMessage()),
        }
        line |= {
            name: _fact(name, value)
            for name, value in vars(record).items()
            if name not in _STANDARD and name not in line
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _fact(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_fact(name, one) for one in value]
    if isinstance(value, str) and (name in KEPT or name == "id" or name.endswith(("_id", "_ids"))):
        return redacted(value)
    return LEFT_OUT
