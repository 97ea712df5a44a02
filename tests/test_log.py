"""The log tells what happened, and no secret."""

import json
import logging
from decimal import Decimal
from pathlib import Path

import pytest

from tieout.log import keep_out, redacted, to_file

PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nAAbb==\n-----END PRIVATE KEY-----"


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_has_the_time_the_run_the_room_and_the_facts(tmp_path: Path) -> None:
    with to_file(tmp_path, "r1") as path:
        logging.getLogger("pipelines.extract").info(
            "table read", extra={"system": "zendesk", "table": "users", "rows": 12, "seconds": 0.5}
        )
    [line] = lines(path)
    assert str(line.pop("at")).endswith("+00:00")
    assert line == {
        "level": "info",
        "run_id": "r1",
        "from": "pipelines.extract",
        "message": "table read",
        "system": "zendesk",
        "table": "users",
        "rows": 12,
        "seconds": 0.5,
    }


def test_ids_are_kept_and_other_words_about_people_are_not(tmp_path: Path) -> None:
    with to_file(tmp_path, "r1") as path:
        logging.getLogger("reverse_etl").info(
            "record sent",
            extra={
                "record_id": "1093",
                "record_ids": ["7", "8"],
                "amount": Decimal("1.20"),
                "customer_name": "Ada Lovelace",
                "body": {"phone": "+44 20 7946 0000"},
            },
        )
    [line] = lines(path)
    assert line["record_id"] == "1093"
    assert line["record_ids"] == ["7", "8"]
    assert line["amount"] == "1.20"
    assert line["customer_name"] == line["body"] == "(left out)"


def test_a_registered_secret_is_stars_in_messages_facts_and_tracebacks(tmp_path: Path) -> None:
    keep_out(["s3cr3t-value", PEM])
    with to_file(tmp_path, "r1") as path:
        room = logging.getLogger("systems")
        room.warning("got %s back", "s3cr3t-value", extra={"batch_id": "s3cr3t-value"})
        try:
            int("s3cr3t-value in " + PEM.replace("\n", "\\n"))
        except ValueError:
            room.exception("failed")
    text = path.read_text()
    assert "s3cr3t" not in text
    assert "MIIE" not in text
    assert [line["level"] for line in lines(path)] == ["warning", "error"]
    assert lines(path)[0]["message"] == "got *** back"
    assert lines(path)[1]["error"] == "ValueError"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Authorization: Bearer abc.def-123", "Authorization: ***"),
        ("sent Bearer abc.def-123 to them", "sent Bearer *** to them"),
        ('"password": "two words", "id": 7', '"password": ***, "id": 7'),
        ("client_secret=abc&grant_type=x", "client_secret=***&grant_type=x"),
        ("access_token: 'abc', expires_in: 7200", "access_token: ***, expires_in: 7200"),
        (f"key {PEM} end", "key *** end"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "***"),
        ("ask ada@example.com about 1093", "ask *** about 1093"),
        ("the token expired, a new one is fetched", "the token expired, a new one is fetched"),
    ],
)
def test_what_looks_like_a_secret_is_one(said: str, kept: str) -> None:
    assert redacted(said) == kept


def test_an_oauth_header_loses_every_part_of_itself() -> None:
    header = 'OAuth realm="1_SB1", oauth_token="tk", oauth_signature="sg"'
    assert redacted(header) == "OAuth ***"


def test_libraries_are_heard_only_when_they_warn(tmp_path: Path) -> None:
    with to_file(tmp_path, "r1") as path:
        logging.getLogger("httpx").info("GET /users?query=ada")
        logging.getLogger("httpx").warning("odd header")
    assert [line["message"] for line in lines(path)] == ["odd header"]


def test_the_latest_thirty_logs_are_kept(tmp_path: Path) -> None:
    for number in range(35):
        (tmp_path / f"20260630T1200{number:02}-aaaa.jsonl").write_text("")
    with to_file(tmp_path, "20260701T000000-aaaa"):
        pass
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert len(kept) == 30
    assert kept[0] == "20260630T120006-aaaa.jsonl"
    assert kept[-1] == "20260701T000000-aaaa.jsonl"


def test_nothing_is_logged_after_the_run(tmp_path: Path) -> None:
    with to_file(tmp_path, "r1") as path:
        pass
    logging.getLogger("tieout").warning("too late")
    assert path.read_text() == ""


def test_a_secret_of_one_letter_is_starred_only_where_it_stands_alone() -> None:
    keep_out(["q"])
    assert redacted("a quick q, and quite so") == "a quick ***, and quite so"
