"""What a controller reads: the figures of the published file, and nothing that is not in it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from report import build
from report.bars import pieces
from report.build import page
from report.figures import age_bucket
from report.queries import figures
from tieout import warehouse
from tieout.errors import StorageError

Changed = Callable[[str], Path]
ALONE = {"meta", "br", "col", "rect"}


class Outline(HTMLParser):
    """The page's text, its elements with their attributes, and whether they all close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALONE:
            assert self.open.pop() == tag, f"{tag} closes what it did not open"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def html(published: Path) -> str:
    return page(figures(published))


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    return Outline(html)


def text_of(path: Path, run_id: str | None = None) -> str:
    return Outline(page(figures(path, run_id))).text


def test_the_verdict_stands_at_the_top_in_plain_words(outline: Outline) -> None:
    assert (
        "Tie-out Accounts and receivables as of 30 June 2026 31 of 60 accounts tie; 29 do not. "
        "32 differences are open, 3 of them outside any customer account. "
        "1 more was looked at and accepted. "
        "Read with care. 1 table could not be read anew; older rows stand in for them. "
        "1 of 24 checks failed. 1 of 8 control totals do not tie. "
        "3 rows were set aside as unreadable. "
        "Run 20260630T141500-3f2a Began 2026-06-30 14:15 UTC Rows read 34,120 "
    ) in outline.text


def test_money_is_a_line_a_currency_with_its_own_decimals(outline: Outline) -> None:
    assert (
        "EUR 15 104,810.00 104,510.00 300.00 45,710.00 45,710.00 30,960.00 30,960.00 1 "
        "GBP 15 107,175.00 107,025.00 150.00 39,525.00 39,525.00 27,000.00 27,000.00 2 "
        "JPY 15 8,321,000 8,303,500 17,500 1,298,500 1,298,500 2,178,000 2,178,000 1 "
        "USD 15 77,190.00 77,065.00 125.00 12,115.00 12,115.00 28,620.00 28,620.00 2 "
    ) in outline.text


def test_no_amount_is_added_across_currencies(outline: Outline) -> None:
    balances = [Decimal("104810.00"), Decimal("107175.00"), Decimal(8321000), Decimal("77190.00")]
    assert f"{sum(balances):,.2f}" not in outline.text
    assert f"{sum(balances):,.0f}" not in outline.text


def test_ages_come_to_the_receivables_and_negatives_carry_a_minus(outline: Outline) -> None:
    assert (
        "EUR 63,600.00 35,870.00 7,980.00 720.00 1,140.00 −4,800.00 104,510.00 "
    ) in outline.text


def test_each_bar_says_its_shares_to_those_who_cannot_see_it(outline: Outline) -> None:
    bars = [attributes for tag, attributes in outline.elements if tag == "svg"]
    assert [bar["role"] for bar in bars] == ["img"] * 4
    assert bars[0]["aria-label"] == (
        "EUR by age: Not due 58 %, 1–30 33 %, 31–60 7 %, 61–90 under 1 %, Over 90 1 %"
    )


def test_kinds_have_count_amounts_and_the_oldest_age(outline: Outline) -> None:
    assert (
        "Amount differs Both sides hold it, for different amounts. 5 5 "
        "300.00 EUR 150.00 GBP 17,500 JPY 125.00 USD 0–7 days "
    ) in outline.text
    assert (
        "Missing in Zendesk A record that should be there is not. 4 4 — 61–90 days" in outline.text
    )
    assert "Missing in NetSuite A record that should be there is not. 3 3 — over 90 days" in (
        outline.text
    )


def test_what_a_system_lacks_is_one_kind_on_whichever_side_it_stands(changed: Changed) -> None:
    path = changed(
        "update marts.breaks set right_system = 'netsuite', amount = 5, currency = 'EUR'"
        " where kind = 'missing_right'"
    )
    [lacking] = [kind for kind in figures(path).kinds if kind.missing_in]
    assert (lacking.missing_in, lacking.count) == ("netsuite", 7)
    assert lacking.amounts == {"EUR": Decimal(20)}


def test_every_kind_of_break_is_explained(outline: Outline, published: Path) -> None:
    kinds = figures(published).kinds
    assert len(kinds) == 15
    assert "{{" not in outline.text
    for kind in kinds:
        assert f" {kind.count} " in outline.text


def test_the_list_has_the_largest_of_a_currency_first_and_both_sides(outline: Outline) -> None:
    first, second = (outline.text.index(words) for words in ("Ironwood K.K.", "Elm <Trading> Inc."))
    assert first < second
    assert (
        "Ironwood K.K. Amount differs balance 1,000.00 NetSuite customer 1208 800.00 "
        "NetSuite transaction 1208 200.00 EUR 0–7 days The customer record says 1000, its own open "
        "documents come to 800; the difference is not explained by anything unapplied. "
    ) in outline.text


def test_the_name_is_not_said_twice(outline: Outline) -> None:
    assert (
        "Ironwood Ltd Status contradicts credit hold not on hold NetSuite customer 1232 "
        "on hold: limit NetSuite transaction 1232 — 0–7 days "
        "The ERP does not hold the account although "
    ) in outline.text


def test_what_is_missing_is_said_on_the_side_where_it_is_missing(outline: Outline) -> None:
    assert (
        "Čapek Ltd Missing in NetSuite customer nothing NetSuite Čapek Ltd "
        "Zendesk organizations 36000062 — over 90 days "
        "The organization has no external ID and no customer has its name. "
    ) in outline.text


def test_resolved_and_accepted_differences_are_not_listed(outline: Outline) -> None:
    assert "Mended." not in outline.text
    assert "Known, and small." not in outline.text


def test_writes_are_counted_in_records_by_outcome(outline: Outline) -> None:
    assert (
        "sync_zendesk__organization_financials Zendesk organizations 12 24 9 0 1 1 1 "
        "sync_zendesk__organizations Zendesk organizations 6 12 5 0 0 1 0 "
    ) in outline.text


def test_a_rejected_record_stands_with_the_systems_own_words(outline: Outline, html: str) -> None:
    assert (
        "Zendesk organizations external id 1217 Linden Ltd external_id, name "
        "“Name: has already been taken” DuplicateValue 2026-06-30 14:15 UTC 1 "
        "20260630T141500-3f2a "
    ) in outline.text
    assert "is not a number &lt;b&gt;at all&lt;/b&gt;" in html


EARLIER = """
    insert into ops.writes by name
    select writes.* replace (
        '2026060' || day || 'T060000-0000' as run_id,
        timestamptz '2026-06-01 06:00:00+00' + to_days(day::integer) as written_at,
        {outcome} as outcome
    )
    from ops.writes, range(3) as days(day)
    where record_id = '36000008' and outcome = 'rejected'
"""


def test_what_was_rejected_says_since_when_and_how_often(changed: Changed) -> None:
    path = changed(EARLIER.format(outcome="'rejected'"))
    assert "RecordInvalid 2026-06-01 06:00 UTC 4 20260630T141500-3f2a " in text_of(path)


def test_only_what_came_after_the_last_success_counts(changed: Changed) -> None:
    path = changed(EARLIER.format(outcome="if(day = 1, 'written', 'rejected')"))
    assert "RecordInvalid 2026-06-03 06:00 UTC 2 20260630T141500-3f2a " in text_of(path)


def test_a_record_that_was_made_after_all_is_rejected_no_more(changed: Changed) -> None:
    path = changed("""
        insert into ops.writes by name
        select * replace (
            '20260701' as run_id, '36000099' as record_id, 'written' as outcome,
            written_at + interval 1 day as written_at
        )
        from ops.writes
        where external_id = '1217'
    """)
    assert "has already been taken" not in text_of(path)


def test_what_has_no_known_end_stands_apart(outline: Outline) -> None:
    _, _, rest = outline.text.partition("Sent, and without a known end ")
    assert "Zendesk organizations 36000005 Linden Ltd " in rest


def test_control_totals_tie_or_say_by_how_much_they_do_not(outline: Outline) -> None:
    assert "Control totals 7 of 8 tie; 1 does not. " in outline.text
    assert "NetSuite transaction rows 31,204 31,201 3 31,201 ✓ ties" in outline.text
    assert (
        "NetSuite transaction foreignamountunpaid 912,331.10 912,331.10 911,931.10 EUR ✗ does not "
        "Staging holds 400.00 EUR less than arrived: expected 912,331.10, found 911,931.10. "
    ) in outline.text
    assert "Zendesk users rows not stated 812 0 812 ✓ ties" in outline.text


def test_failed_checks_show_their_evidence(outline: Outline) -> None:
    assert (
        "23 of 24 checks passed; 1 failed. Check What was found Where Rows check_7 failed "
        "Every invoice has a customer that we hold: 2 have none. "
        "transaction_id 99017, customer_id 4711 transaction_id 99018, customer_id — staging 2 "
    ) in outline.text


def test_what_could_not_be_read_and_what_was_set_aside_is_named(outline: Outline) -> None:
    assert "Older rows stand in for it. Control totals" in outline.text
    assert "NetSuite transaction: 3 rows. 31,204 at the source" in outline.text


def test_the_page_needs_nothing_but_itself(outline: Outline, html: str) -> None:
    assert "http" not in html
    assert "@import" not in html
    assert "url(" not in html
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in outline.elements}
    targets = {attributes.get("href") for tag, attributes in outline.elements if tag == "a"}
    anchors = {f"#{attributes['id']}" for _, attributes in outline.elements if "id" in attributes}
    assert targets == anchors | {"tieout.xlsx"}


def test_every_element_closes_and_every_head_says_what_it_heads(outline: Outline) -> None:
    assert outline.open == []
    scopes = {attributes.get("scope") for tag, attributes in outline.elements if tag == "th"}
    assert scopes == {"col", "row", "colgroup"}


def test_beyond_two_hundred_the_largest_of_each_currency_are_shown(changed: Changed) -> None:
    path = changed("""
        insert into marts.breaks
        select b.* replace ('x' || i as break_id, 100000 + i as amount, 'JPY' as currency)
        from marts.breaks as b, range(300) as t(i) where break_id = 'b004'
    """)
    found = figures(path)
    assert (len(found.breaks), found.breaks_open) == (200, 332)
    assert "Shown are 200 of 332, the largest of each currency; the other 132 are in the" in (
        text_of(path)
    )
    high = [one for one in found.breaks if one.level == "high"]
    assert {one.currency for one in high} == {"EUR", "GBP", "JPY", "USD", None}
    assert [one.amount for one in high if one.currency == "JPY"][:2] == [
        Decimal("100299.00"),
        Decimal("100298.00"),
    ]


def test_a_company_that_agrees_is_told_so(changed: Changed) -> None:
    path = changed("""
        delete from marts.breaks; delete from ops.writes;
        update ops.checks set passed = true; update ops.control_totals set ties = true,
            rejected_count = 0;
        update ops.runs set stages = '[]', planned = 0;
    """)
    text = text_of(path)
    assert "2026 All 60 accounts tie. No difference is open. Run" in text
    assert "Read with care" not in text
    assert "Nothing: every record that was compared agrees." in text
    assert "There is none to list." in text
    assert "The plan was empty: the systems held what they should, so nothing was written." in text
    assert "None: the systems took all that was sent last." in text
    assert "Every table was read in this run or needed no reading." in text
    assert "All 8 tie." in text
    assert "None: every row that arrived could be read." in text
    assert "All 24 checks passed." in text


def test_a_file_without_any_table_yet_is_a_page_of_sentences(tmp_path: Path) -> None:
    path = tmp_path / "tieout.duckdb"
    with warehouse.connect(path) as connection:
        connection.execute("create schema ops")
    text = text_of(path)
    assert "Accounts and receivables as of an unknown day There are no accounts yet." in text
    assert "No financial figures have been published yet." in text
    assert "There are no open invoices to show." in text
    assert "This run made no plan, so it wrote nothing." in text
    assert "No control totals were taken." in text
    assert "No checks were made." in text


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("'broken'", "The run did not reach its end: it was broken."),
        ("'interrupted'", "The run did not reach its end: it was interrupted."),
        ("'held_back'", "Part of the run was held back."),
        ("null", "The run was still going when these figures were published."),
    ],
)
def test_a_run_that_did_not_go_well_is_said_at_the_top(
    changed: Changed, outcome: str, sentence: str
) -> None:
    path = changed(f"update ops.runs set outcome = {outcome}")  # noqa: S608
    assert f"Read with care. {sentence}" in text_of(path)


def test_another_run_can_be_asked_for(changed: Changed) -> None:
    path = changed("""
        insert into ops.runs by name
        select 'r0' as run_id, date '2026-03-31' as as_of, 5 as planned, '[]' as stages,
            'done' as outcome
    """)
    text = text_of(path, "r0")
    assert "as of 31 March 2026" in text
    assert "5 changes planned, none written." in text
    assert "Linden Ltd" in text  # what was refused stays on the page until it is taken


def test_a_currency_with_nothing_open_has_a_sentence_for_a_bar(changed: Changed) -> None:
    path = changed("""
        update marts.financials set aging_current = 0, aging_1_30 = 0, aging_31_60 = 0,
            aging_61_90 = 0, aging_over_90 = 0 where currency = 'GBP'
    """)
    assert "No invoice is open in GBP." in text_of(path)


def test_building_gives_the_page_and_the_workbook_and_nothing_else(
    published: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    assert build(published, out) == out / "index.html"
    assert build(published, out, run_id="20260630T141500-3f2a") == out / "index.html"
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "tieout.xlsx"]


def test_before_the_first_publish_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as failure:
        build(tmp_path / "tieout.duckdb", tmp_path / "report")
    assert str(failure.value) == (
        f"{tmp_path}/tieout.duckdb is not there yet. Make it with: tieout run"
    )
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        *((0, "0–7 days"), (7, "0–7 days"), (8, "8–30 days"), (30, "8–30 days")),
        *((31, "31–60 days"), (60, "31–60 days"), (61, "61–90 days"), (90, "61–90 days")),
        (91, "over 90 days"),
    ],
)
def test_ages_fall_into_their_buckets(days: int, words: str) -> None:
    seen_on = date.fromordinal(date(2026, 1, 1).toordinal() + days)
    assert age_bucket(datetime(2026, 1, 1, 23, tzinfo=UTC), seen_on) == words


def test_the_pieces_of_a_bar_meet_and_fill_it() -> None:
    made = pieces([Decimal(1), Decimal(0), Decimal(1), Decimal(-5), Decimal(1)])
    assert [(one.step, str(one.start), str(one.length)) for one in made] == [
        (0, "0", "33.33"),
        (2, "33.33", "33.34"),
        (4, "66.67", "33.33"),
    ]
    assert pieces([Decimal(0)]) == []
