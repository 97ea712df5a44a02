"""Every command explains itself, answers a script in one document, and keeps secrets to itself."""

from pathlib import Path

import pytest

from tests.stories.house import House
from tests.stories.prepared import Prepared

SAYS = {
    "demo": ("twice", "sandbox", "--accounts", "data/"),
    "sandbox": (
        "--accounts",
        "--seed",
        "--scenario <clean|messy>",
        "--json",
        "--env-file",
        "--fault",
    ),
    "run": ("whole loop", "--every", "--no-write", "One run at a time", "--json"),
    "extract": ("data/landing.duckdb", "[SYSTEM]...", "--full", "--since DATE", "--json"),
    "build": ("marts", "--json"),
    "check": ("3 where a check fails", "--json"),
    "publish": ("data/tieout.duckdb", "one rename", "--json"),
    "plan": (
        *("old → new", "digest", "[SYNC]...", "--html FILE", "--csv FILE", "--by NAME"),
        *("--exit-code", "--json"),
    ),
    "approve": ("DIGEST", "--by NAME", "ops.approvals", "--json"),
    "apply": ("--plan DIGEST", "--allow-over-limit", "[SYNC]...", "--json"),
    "retry": ("rejected", "[SYNC]...", "--record ID", "--json"),
    "undo": ("ledger", "RUN", "--sync NAME", "--record ID", "--yes", "--creations", "--json"),
    "explain": ("marts", "{SYSTEM} {OBJECT} {ID} [FIELD]", "external id", "last written", "--json"),
    "sync": ("SYSTEM", "OBJECT", "ID", "up to date", "--json"),
    "open": ("SYSTEM", "OBJECT", "ID", "--browse", "--json"),
    "query": ("SYSTEM", "OBJECT", "ID", "[FIELD]...", "--json"),
    "breaks": ("kind", "amount", "age", "--csv FILE", "--xlsx FILE", "--exit-code", "--json"),
    "report": ("finance report", "--open", "--json"),
    "doctor": (
        "log-ins",
        "permissions",
        "custom fields",
        "clock",
        "lock",
        "disk",
        "--create-fields",
    ),
    "history": ("how they ended", "--json"),
    "match": ("FILE.csv", "--column OURS=HEADER", "--out FILE", "proposed", "--json"),
}
ANSWERS = {
    ("run",): {"run_id", "as_of", "read", "breaks", "syncs", "plan_digest", "files", "exit_code"},
    ("extract",): {"tables"},
    ("build",): {"nodes"},
    ("check",): {"checks", "held"},
    ("publish",): {"published"},
    ("plan",): {"digest", "changes", "held", "syncs", "over_limit"},
    ("apply",): {"digest", "records", "problems", "outcome", "exit_code"},
    ("retry",): {"rejected"},
    ("breaks",): {"breaks"},
    ("report",): {"report", "workbook"},
    ("doctor",): {"findings"},
    ("history",): {"runs"},
}
SECRETS = ("client_secret", "api_token", "private_key", "consumer_secret", "token_secret")


@pytest.mark.parametrize("verb", SAYS)
def test_every_command_explains_itself(house: House, verb: str) -> None:
    ran = house.run(verb, "--help")

    said = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (0, "")
    assert said.startswith(f"Usage: tieout {verb} ")
    assert [words for words in SAYS[verb] if words not in said] == []


def test_the_command_itself_lists_them_in_the_order_of_the_loop(house: House) -> None:
    ran = house.run("--help")

    listed = ran.out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(SAYS)
    assert not [line for line in listed if line.endswith("...")]
    assert house.run().code == 2


@pytest.mark.parametrize("arguments", [["rum"], ["run", "--forever"], ["run", "--every", "soon"]])
def test_wrong_usage_is_a_sentence_and_nothing_is_begun(house: House, arguments: list[str]) -> None:
    calls = house.calls()

    ran, told = house.run(*arguments), house.run(*arguments, "--json")

    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert told.json["error"]["message"] in ran.err
    assert told.json["error"] | {"message": ""} == {
        "type": "UsageError",
        "message": "",
        "exit_code": 2,
    }
    assert house.calls() == calls


def test_every_command_answers_in_one_document_and_nobody_tells_a_secret(house: House) -> None:
    said: list[str] = []
    for command, names in ANSWERS.items():
        ran = house.run(*command, "--json")
        assert (ran.code, ran.err) == (0, ""), command
        assert ran.out.endswith("\n")
        assert names <= ran.json.keys(), command
        said.append(ran.out)
    refused = house.run("extract", TIEOUT_DEBUG="1", SOURCES__NETSUITE__CLIENT_ID="another")
    debugged = house.run("apply", "--plan", "0123456789ab", TIEOUT_DEBUG="1")
    assert (refused.code, debugged.code) == (3, 3)
    assert "Traceback" in debugged.err
    said += [refused.out, refused.err, debugged.out, debugged.err]

    secrets = _secrets(house)
    assert len(secrets) > len(SECRETS)
    assert not [text for text in said for secret in secrets if secret in text]
    files = [path for path in house.home.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".duckdb", ".jsonl", ".html", ".xlsx"}
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], path


def test_the_demo_needs_nothing_and_leaves_nothing_to_write(
    prepared: Prepared, house: House, tmp_path: Path
) -> None:
    home = tmp_path / "demo"

    ran = house.start(prepared, "demo", "--accounts", "12", "--json", TIEOUT_HOME=str(home)).ended()

    assert (ran.code, ran.err) == (0, "")
    first, second = ran.json["first"], ran.json["second"]
    assert sum(it["written"] for it in first["syncs"]) > 5
    written = {it["sync"] for it in first["syncs"] if it["written"]}
    assert len(written) > 1
    assert [it for it in second["syncs"] if it["planned"] and it["sync"] in written] == []
    assert {path.name for path in home.iterdir()} >= {
        *("tieout.duckdb", "landing.duckdb", "ledger.duckdb", "warehouse.duckdb", "report"),
    }


def test_the_demo_does_not_touch_real_files(house: House) -> None:
    before = sorted(house.home.rglob("*"))

    ran = house.run("demo")

    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"{house.home} holds the files of real runs, and the demo begins with an empty folder. "
        "Give it another one: TIEOUT_HOME=demo tieout demo\n"
    )
    assert sorted(house.home.rglob("*")) == before


def _secrets(house: House) -> set[str]:
    """What nobody may see; of a key each line, for it is written in more ways than one."""
    values = [
        its[name] for its in house.served.credentials().values() for name in SECRETS if name in its
    ]
    lines = {line for value in values for line in value.replace("\\n", "\n").splitlines()}
    return {line for line in lines if not line.startswith("-----")}
