"""The same write-back done by drt-core, at the same stand-in.

Its own command writes the same three figures of the same records, in an interpreter that has
`pip install 'drt-core[duckdb]==1.2.1'`. Where it has a vendor's address in its code, that is
replaced; its pace of requests is switched off and its batches are large, as its settings allow.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

WRITES = ("zendesk", "salesforce_bulk", "hubspot")  # Salesforce by jobs alone
TIMEOUT = 3600

# Runs in the other interpreter: the command with its addresses replaced, and what it took.
RUN = """
import importlib, json, resource, sys, time
for module, name, value in json.loads(sys.argv[1]):
    setattr(importlib.import_module(module), name, value)
from drt.cli.main import app
wall, cpu = time.perf_counter(), time.process_time()
code = 0
try:
    app(["run", "--select", "figures", "--verbose"], standalone_mode=False)
except SystemExit as left:
    code = left.code
except Exception as fault:
    code = getattr(fault, "exit_code", repr(fault))
print(json.dumps({
    "wall_seconds": round(time.perf_counter() - wall, 1),
    "cpu_seconds": round(time.process_time() - cpu, 1),
    "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    "exit_code": code,
}))
"""

SYNC = """
name: figures
model: ref('figures')
destination: {destination}
sync:
  batch_size: 10000
  match_policy: {policy}
  rate_limit: {{requests_per_second: 0}}
  on_error: skip
"""


def run(
    name: str, python: str, settings: Mapping[str, str], warehouse: Path, folder: Path
) -> dict[str, Any]:
    """Write all that is wanted; wall and CPU seconds, peak memory, exit code."""
    destination, columns, patches = _DESTINATIONS[name](settings)
    home = folder / "drt"
    (home / ".drt").mkdir(parents=True)
    (home / "syncs").mkdir()
    _copy(warehouse, home / "wanted.duckdb", columns)
    database = json.dumps(str(home / "wanted.duckdb"))
    (home / ".drt" / "profiles.yml").write_text(
        f"profiles:\n  wanted: {{type: duckdb, database: {database}}}\n"
    )
    (home / "drt_project.yml").write_text("name: figures\nversion: '0.1'\nprofile: wanted\n")
    policy = "update_only" if name == "hubspot" else "upsert"
    sync = SYNC.format(destination=json.dumps(destination), policy=policy)
    (home / "syncs" / "figures.yml").write_text(sync)
    done = subprocess.run(
        [python, "-c", RUN, json.dumps(patches)],
        cwd=home,
        env={**os.environ, **_secrets(settings), "HOME": str(home), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    print(done.stdout[-1500:], done.stderr[-2000:], file=sys.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _copy(warehouse: Path, path: Path, columns: str) -> None:
    """What is wanted, as a table with the names that the target has for its columns."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{warehouse}' as ours (read_only)")
        connection.execute(
            f"create table figures as select {columns} from ours.syncs.sync_figures "
            "order by record_id"
        )


def _secrets(settings: Mapping[str, str]) -> dict[str, str]:
    names = ("access_token", "client_id", "client_secret", "username", "email", "api_token")
    found = {f"T_{name}".upper(): settings[name] for name in names if name in settings}
    return {**found, "T_PASSWORD": settings.get("password", "")}


def _zendesk(settings: Mapping[str, str]) -> tuple[dict[str, Any], str, list[list[str]]]:
    """One organization a request; it has bulk requests for people alone."""
    template = {
        f"netsuite_{column}": f"{{{{ row.{column} }}}}"
        for column in ("balance", "overdue_balance", "days_overdue")
    }
    destination = {
        "type": "zendesk",
        "subdomain": "company",
        "email_env": "T_EMAIL",
        "api_token_env": "T_API_TOKEN",
        "object": "organization",
        "id_field": "external_id",
        "custom_fields_template": json.dumps(template),
    }
    url = f"{settings['base_url']}/api/v2"
    patch = ["drt.destinations.zendesk", "_ZENDESK_API_TEMPLATE", url]
    figures = "cast({0} as double) as {0}".format  # it cannot write exact decimals as JSON
    columns = ("external_id", figures("balance"), figures("overdue_balance"), "days_overdue")
    return destination, ", ".join(columns), [patch]


def _hubspot(settings: Mapping[str, str]) -> tuple[dict[str, Any], str, list[list[str]]]:
    """One company a request, found by the property that is its key."""
    destination = {
        "type": "hubspot",
        "object_type": "companies",
        "id_property": "customer_key",
        "auth": {"type": "bearer", "token_env": "T_ACCESS_TOKEN"},
    }
    figures = ("balance", "overdue_balance", "days_overdue")
    columns = ", ".join(f"cast({it} as varchar) as netsuite_{it}" for it in figures)
    url = f"{settings['base_url']}/crm/v3/objects"
    patch = ["drt.destinations.hubspot", "_HUBSPOT_API", url]
    return destination, f"external_id as customer_key, {columns}", [patch]


def _salesforce(settings: Mapping[str, str]) -> tuple[dict[str, Any], str, list[list[str]]]:
    """All in one job of the Bulk API 2.0."""
    names = ("client_id", "client_secret", "username", "password")
    destination = {
        "type": "salesforce_bulk",
        "instance_url": settings["base_url"],
        "object_name": "Account",
        "operation": "upsert",
        "external_id_field": "NetSuite_Id__c",
        "poll_interval_seconds": 1,
        **{f"{name}_env": f"T_{name}".upper() for name in names},
    }
    columns = (
        "external_id as NetSuite_Id__c, balance as GTV_Balance__c, "
        "overdue_balance as GTV_Past_Due_Amount__c, status as GTV_Status__c"
    )
    return destination, columns, []


_DESTINATIONS = {"zendesk": _zendesk, "hubspot": _hubspot, "salesforce_bulk": _salesforce}
