"""What HubSpot says when it will not answer, and how long that is waited for."""

from contextlib import closing

import pytest

from systems.hubspot.reader import HubSpotReader
from systems.hubspot.tables import (
    COMPANIES,
    PIPELINES,
)
from tests.shop import Says, open_shop
from tests.stopped_clock import StoppedClock
from tests.systems.partner_crm import MAY_1, crm, ids, many, rows
from tieout.errors import (
    BadAnswer,
    RateLimited,
)


def test_pages_that_never_move_on_are_a_bad_answer() -> None:
    record = (
        b'{"id":"7","properties":{},"createdAt":"2026-05-01T00:00:00Z",'
        b'"updatedAt":"2026-05-01T00:00:00Z","archived":false}'
    )
    body = b'{"results":[%s],"paging":{"next":{"after":"7"}}}' % record
    with open_shop() as shop:
        shop.answering = lambda _: Says(body=body)
        settings = {"base_url": shop.url, "access_token": "not-a-secret"}
        with closing(HubSpotReader(settings, clock=StoppedClock())) as reader:
            with pytest.raises(
                BadAnswer, match="the cursor of /crm/v3/objects/companies does not move"
            ):
                ids(reader.pages(COMPANIES, None))
            with pytest.raises(BadAnswer, match="pages of companies repeat or go back, twice over"):
                ids(reader.pages(COMPANIES, MAY_1))


def test_a_window_that_is_used_up_is_waited_out_by_its_headers() -> None:
    with (
        crm(many(110), tier="free") as portal,
        closing(HubSpotReader(portal.settings, clock=portal.clock, list_rows=1)) as reader,
    ):
        assert len(ids(reader.pages(COMPANIES, None))) == 110
        assert reader.client.session.calls()["GET", "/crm/v3/objects/companies"] == 110
    assert portal.clock.waits == [pytest.approx(10, abs=0.5)]


def refusing(status: int, body: bytes, headers: dict[str, str]) -> StoppedClock:
    """The waits of a client that is turned away once in that way."""
    clock = StoppedClock()
    with open_shop() as shop:
        shop.script = [Says(status, body, headers), Says(body=b'{"results":[]}')]
        settings = {"base_url": shop.url, "access_token": "not-a-secret"}
        with closing(HubSpotReader(settings, clock=clock)) as reader:
            rows(reader.pages(PIPELINES, None))
    return clock


@pytest.mark.parametrize(
    ("status", "said", "headers", "seconds"),
    [
        (429, b'{"message":"You have reached your secondly limit."}', {}, 1.0),
        (429, b'{"message":"x","policyName":"TEN_SECONDLY_ROLLING"}', {}, 10.0),
        (429, b'{"message":"x"}', {"Retry-After": "7"}, 7.0),
        (429, b'{"message":"x"}', {"Retry-After": "7000"}, 7.0),
        (423, b"{}", {}, 2.0),
        (477, b"{}", {"Retry-After": "5"}, 5.0),
    ],
)
def test_a_refusal_is_waited_out_as_long_as_it_means(
    status: int, said: bytes, headers: dict[str, str], seconds: float
) -> None:
    clock = refusing(status, said, headers)
    assert clock.waits == [pytest.approx(seconds, abs=0.3)]


def test_a_day_that_is_used_up_is_not_waited_for() -> None:
    with pytest.raises(RateLimited, match=r"^hubspot: /crm/v3/pipelines/deals: x$"):
        refusing(429, b'{"message":"x","policyName":"DAILY"}', {})
