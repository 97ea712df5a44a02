"""The verb that says where a value comes from."""

from dataclasses import asdict
from typing import Annotated

import typer

from tieout import settings
from tieout.cli import explained
from tieout.cli.app import Json, app
from tieout.cli.explanation import Explanation
from tieout.cli.explanation import explain as explanation_of
from tieout.cli.workshop import Workshop
from tieout.console import Console


@app.command(short_help="Where a value comes from: sync, marts, source records, last writes.")
def explain(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="zendesk, for instance.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="organizations, for instance.")],
    record: Annotated[str, typer.Argument(metavar="ID", help="Its id there, or external id.")],
    field: Annotated[
        str | None, typer.Argument(metavar="FIELD", help="Only this field; default all.")
    ] = None,
    json: Json = False,
) -> None:
    """Where the values of one record come from.

    What the system holds now, what is wanted, by which sync, from which rows of the marts and which
    source records, and what was last written. Of what does not answer, the rest is said.
    """
    console = Console(json)
    with Workshop(settings.load(), console) as workshop:
        found = explanation_of(
            workshop.settings, lambda: workshop.dbt.lineage(), system, object_, record, field
        )
    console.json(asdict(found)) if json else console.result(explained.as_text(found))
    console.next(_next(found))


def _next(found: Explanation) -> str:
    differing = sorted({it.sync for it in found.fields if it.is_as_wanted is False})
    written = [it for one in found.fields for it in one.writes if it.outcome == "written"]
    if differing:
        return f"tieout plan {' '.join(differing)}"
    if written:
        latest = max(written, key=lambda it: it.at)
        return f"tieout undo {latest.run_id} --record {found.record_id}, to have it as before"
    return "tieout plan"
