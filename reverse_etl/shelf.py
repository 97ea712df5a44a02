"""The latest plans, kept as files: what was looked at can be compared with what is planned now."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reverse_etl.plan import SHOWN_DIGEST, Plan, from_json
from tieout.errors import StorageError
from tieout.storage import no_room

MOST = 50
ONLY_MINE = 0o600  # a plan has customers' names and balances in it


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of plans, each in a file of its digest's name."""

    folder: Path

    def keep(self, plan: Plan) -> Path:
        """Put a plan there, whole or not at all, and take away all but the latest fifty."""
        path = self.folder / f"{plan.digest}.json"
        fresh = self.folder / f".{plan.digest}.{secrets.token_hex(4)}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(plan.to_json())
            fresh.replace(path)
            self._make_room()
        except OSError as error:
            reason = no_room(str(error)) or error.strerror or str(error)
            raise StorageError(f"{path} could not be kept: {reason}. Then: tieout plan") from error
        finally:
            with suppress(OSError):  # what went wrong first is what the reader must hear
                fresh.unlink()
        return path

    def find(self, digest: str) -> Plan | None:
        """The plan whose digest begins so; None where none is kept. StalePlan if it is spoilt."""
        if len(digest) < SHOWN_DIGEST or not digest.isalnum():
            return None
        paths = sorted(self.folder.glob(f"{digest.lower()}*.json"))
        return from_json(paths[0].read_text(encoding="utf-8")) if len(paths) == 1 else None

    def digests(self) -> list[str]:
        """The digests of all that is kept, the latest first."""
        return [path.stem for path in self._latest_first()]

    def _make_room(self) -> None:
        for path in self._latest_first()[MOST:]:
            path.unlink(missing_ok=True)

    def _latest_first(self) -> list[Path]:
        found = [(path.stat().st_mtime_ns, path) for path in self.folder.glob("*.json")]
        return [path for _, path in sorted(found, reverse=True)]
