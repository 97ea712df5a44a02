"""A system that does not let us in holds back what depends on it, and nothing else."""

import re

import pytest

from tests.stories.house import House

REFUSED = (
    "the log-in was refused (invalid_client). Check client_id and client_secret, that the OAuth "
    "client is a confidential one, and that it may have the scope read write. Then: tieout doctor"
)
SINCE = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
WRONG = {"SOURCES__ZENDESK__CLIENT_SECRET": "not-the-secret"}


def test_wrong_credentials_of_one_system_leave_the_other_to_be_read(house: House) -> None:
    writes, before = house.helpdesk.writes(), house.helpdesk.organizations()

    ran = house.run("run", **WRONG)

    assert ran.code == 3
    assert re.search(f"^zendesk is stale since {SINCE}: {re.escape(REFUSED)}$", ran.err, re.M)
    assert re.search(r"^  netsuite +23 +[\d,]+$", ran.out, re.M)
    older = r"^  zendesk +6 +0  not read this time, older rows stand$"
    assert re.search(older, ran.out, re.M)
    assert ran.out.count(REFUSED) == 1
    for sync in ("sync_zendesk__organization_financials", "sync_zendesk__organizations"):
        held = rf"^  {sync} +held back: these checks failed: zendesk.organizations is fresh"
        assert re.search(held, ran.out, re.M)
    assert ran.err.endswith("Next: tieout doctor\n")
    assert house.helpdesk.writes() == writes
    assert house.helpdesk.organizations() == before


def test_the_doctor_says_which_log_in_is_bad(house: House) -> None:
    ran = house.run("doctor", "--json", **WRONG)

    assert ran.code == 1
    bad = {(it["system"], it["subject"]): it["sentence"] for it in _bad(ran.json)}
    assert bad["zendesk", "log-in"] == f"zendesk: {REFUSED}"
    assert {system for system, _ in bad} == {"zendesk"}


@pytest.mark.parametrize("command", ["run", "extract", "plan", "apply"])
def test_a_missing_secret_is_named_before_anything_is_begun(house: House, command: str) -> None:
    secret = ("SOURCES__ZENDESK__CLIENT_SECRET", "SOURCES__ZENDESK__EMAIL")
    calls = house.calls()

    ran = house.run(command, without=secret)

    assert ran.code == 2
    assert ran.err == (
        "Settings are not usable:\n"
        "  - zendesk: client_secret is not set. Looked for SOURCES__ZENDESK__CLIENT_SECRET in the "
        "environment, and [sources.zendesk] client_secret in .dlt/secrets.toml\n"
        "Mend them, then: tieout doctor\n"
    )
    assert ran.out == ""
    assert house.calls() == calls


def test_all_that_is_missing_is_named_at_once(house: House) -> None:
    ran = house.run(
        "run",
        without=[name for name in house.environment if name.startswith("SOURCES__")],
    )

    assert ran.code == 2
    named = re.findall(r"^  - (\w+: \w+) is not set\.", ran.err, re.M)
    assert named == [
        "netsuite: account",
        "netsuite: client_id",
        "netsuite: certificate_id",
        "netsuite: private_key",
        "zendesk: client_id",
        "zendesk: client_secret",
    ]


def test_the_doctor_names_a_missing_secret_and_looks_at_the_rest(house: House) -> None:
    ran = house.run(
        "doctor",
        "--json",
        without=["SOURCES__ZENDESK__CLIENT_SECRET", "SOURCES__ZENDESK__EMAIL"],
    )

    assert ran.code == 1
    findings = {(it["system"], it["subject"]): it for it in ran.json["findings"]}
    assert findings["netsuite", "customer"]["ok"]
    assert not findings["zendesk", "settings"]["ok"]
    assert "SOURCES__ZENDESK__CLIENT_SECRET" in findings["zendesk", "settings"]["sentence"]
    assert (
        "[sources.zendesk] client_secret in .dlt/secrets.toml"
        in (findings["zendesk", "settings"]["sentence"])
    )


def _bad(document: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [it for it in document["findings"] if not it["ok"]]
