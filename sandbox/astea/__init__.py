"""A stand-in for a field-service system, Astea Alliance, as its database shows it to a reader.

There is no protocol of the vendor's here: a client reads four views of a SQLite file, or the file
drop beside it. The port serves the sandbox's own routes alone (see `jobs`).
"""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.astea import drop, jobs
from sandbox.astea.database import Company, Database
from sandbox.astea.outages import Outages
from sandbox.astea.views import CHANGE_COLUMNS, Distortion
from sandbox.exact_json import decode
from sandbox.standin import Operation

SOURCE_TZ = "America/Chicago"
READER_SECONDS = 1  # how long a reader waits for a database that is locked

OPERATIONS = (
    Operation("SELECT", "v_job", "read jobs, open and in the history", "schema recon: SQLite"),
    Operation("SELECT", "v_job_item", "read the devices that jobs are about"),
    Operation("SELECT", "v_job_part", "read the material that jobs need"),
    Operation("SELECT", "v_site", "read sites"),
    Operation("FILE", "astea_{view}_{stamp}.csv", "the same as a drop, with a control file"),
    Operation("GET", "/jobs/{order_id}", "the sandbox's own: show a job"),
    Operation("POST", "/jobs/{order_id}", "the sandbox's own: change a job or move it"),
    Operation("POST", "/drops", "the sandbox's own: make a new drop"),
)


class Astea:
    """The field service of a pretended company.

    Its database and its drop are in a temporary folder, in `folder` where one is given; `clock`
    gives unix seconds, `source_tz` is the zone of the server's clock. Without `has_modified_at` the
    views tell no change: the columns modified_at and row_version are missing.
    """

    name = "astea"
    operations = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        folder: Path | None = None,
        clock: Callable[[], float] = time.time,
        source_tz: str = SOURCE_TZ,
        has_modified_at: bool = True,
    ) -> None:
        self._world, self._clock, self._has_modified_at = world, clock, has_modified_at
        self._zone = ZoneInfo(source_tz)
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir=folder))
        self._drops = self._folder / "drop"
        self._database = Database(self._folder / "astea.sqlite")
        self.faults = Outages(self._act)
        self.app = Starlette(
            routes=[
                Route("/jobs/{order_id:path}", self._job, methods=["GET", "POST"]),
                Route("/drops", self._drop, methods=["POST"]),
            ]
        )
        try:
            self.reset()
        except BaseException:
            self.close()  # nobody else could
            raise

    def credentials(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - not over the port
        """The settings of a client: the database as SQLAlchemy opens it, and the drop's folder."""
        query = f"mode=ro&uri=true&timeout={READER_SECONDS}"
        return {
            "database_url": f"sqlite:///file:{self._database.path}?{query}",
            "drop_folder": str(self._drops),
            "source_tz": str(self._zone),
        }

    def reset(self) -> None:
        """Back to the company as it was at the start, without faults."""
        self.faults.clear()
        self._database.fill(self._world, self._zone)
        self._act()

    def close(self) -> None:
        """Let go of the files."""
        self._database.unblock()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _act(self) -> None:
        """Make the files what the faults that are switched on say."""
        self._database.unblock()
        self._hide(False)
        self._database.define(self._distortion())
        drop.clear(self._drops)
        self._new_drop()
        if self.faults.has("unavailable"):
            self._database.block()
        self._hide(self.faults.has("wrong-credentials"))

    def _new_drop(self) -> None:
        loses_rows = self.faults.has("lost-row")
        now = datetime.fromtimestamp(self._clock(), self._zone)
        written = drop.write(
            self._database, self._drops, now, self._distortion(), loses_rows=loses_rows
        )
        if self.faults.has("malformed-body"):
            for path in written:
                drop.cut(path)

    def _distortion(self) -> Distortion:
        found = self.faults.distortion()
        hidden = found.hidden if self._has_modified_at else found.hidden | CHANGE_COLUMNS
        return Distortion(found.denied, hidden, found.added, found.spoiled)

    def _hide(self, is_hidden: bool) -> None:
        """Put the database file where nobody looks for it, or back."""
        shown = self._database.path
        away = shown.with_suffix(".hidden")
        if is_hidden and shown.exists():
            shown.rename(away)
        elif not is_hidden and away.exists():
            away.rename(shown)

    async def _job(self, request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(self._shown, request, body)

    def _shown(self, request: Request, body: bytes) -> Response:
        order_id = request.path_params["order_id"]
        try:
            if request.method == "GET":
                return JSONResponse(jobs.show(self._database, order_id))
            wish = decode(body)
            return JSONResponse(
                jobs.change(self._database, order_id, wish, self._clock, self._zone)
            )
        except jobs.RefusedChangeError as refusal:
            return JSONResponse({"error": str(refusal)}, refusal.status)
        except sqlite3.OperationalError as closed:
            return JSONResponse({"error": f"the database is not to be had: {closed}"}, 503)
        except ValueError as malformed:
            return JSONResponse({"error": f"the body is no JSON: {malformed}"}, 400)

    def _drop(self, _: Request) -> Response:
        self._new_drop()
        return JSONResponse({"files": sorted(it.name for it in self._drops.iterdir())})
