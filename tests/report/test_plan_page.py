"""A plan as a page: who is to agree to it reads every value, and nothing runs in his browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from report.plan_page import page, write_page
from reverse_etl import render
from tests.report.test_report_page import Outline
from tests.reverse_etl.stage import Stage, company, financials
from tests.reverse_etl.stage import stage as opened
from tieout.cli.planned import head
from tieout.errors import StorageError

EVIL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    with opened(tmp_path_factory.mktemp("plan")) as stage:
        return written(stage)


def written(stage: Stage) -> str:
    acme = stage.target.add("C1", name="Acme", balance=None)
    many = [stage.target.add(f"M{number}", name="old") for number in range(12)]
    plan = stage.plan(
        *(company(acme, "C1", EVIL), financials(acme, "C1", EVIL, "7.5")),
        *(company(it, f"M{number}", f"Firm {number}") for number, it in enumerate(many)),
        company("999", "C9", "Gone & forgotten"),
    )
    return page(head(plan), render.plan_sections(plan, 5))


def test_the_page_is_whole_and_needs_nothing(html: str) -> None:
    outline = Outline(html)
    assert outline.open == []
    names = {name for name, _ in outline.elements}
    assert not names & {"script", "link", "img", "iframe"}
    assert "http://" not in html
    assert "https://" not in html
    links = {attributes.get("href") for name, attributes in outline.elements if name == "a"}
    ids = {f"#{attributes['id']}" for _, attributes in outline.elements if "id" in attributes}
    assert links == ids


def test_it_says_what_each_field_holds_and_would_hold(html: str) -> None:
    text = Outline(html).text
    assert "13 records would change." in text
    assert "(companies 1000) balance (empty) 7.50" in text.replace(EVIL, "")
    assert "Known by id, and gone from the target: 1" in text
    assert "Gone & forgotten" in text
    assert "… and 8 more. All of them: tieout plan --csv FILE" in text


def test_what_a_record_is_called_is_never_run(html: str) -> None:
    assert EVIL not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in html


def test_its_digest_is_in_its_title(html: str) -> None:
    assert re.search(r"<title>Plan [0-9a-f]{12}, as of 30 June 2026</title>", html)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, stage: Stage) -> None:
    with pytest.raises(StorageError, match=f"{tmp_path} could not be written: "):
        write_page(tmp_path, head(stage.plan()), [])


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path) as fresh:
        yield fresh
