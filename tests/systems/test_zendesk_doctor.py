from collections.abc import Iterator

import pytest

from systems import zendesk
from systems.zendesk.doctor import check
from tests.systems.helpdesk import Helpdesk, helpdesk


@pytest.fixture(scope="module")
def served() -> Iterator[Helpdesk]:
    with helpdesk() as desk:
        yield desk


@pytest.fixture
def desk(served: Helpdesk) -> Helpdesk:
    return served.as_new()


def test_all_is_well(desk: Helpdesk) -> None:
    found = list(check(desk.settings, clock=desk.clock))
    assert [(it.subject, it.ok, it.sentence) for it in found] == [
        ("log-in", True, "logged in"),
        ("exports", True, "the exports can be read"),
        ("role", True, "an administrator: may create and change organizations"),
    ]


def test_a_wrong_secret_is_the_only_finding(desk: Helpdesk) -> None:
    settings = {**desk.settings, "client_secret": "not-the-secret"}
    (found,) = check(settings, clock=desk.clock)
    assert (found.subject, found.ok) == ("log-in", False)
    assert "Check client_id and client_secret" in found.sentence
    assert "not-the-secret" not in found.sentence


def test_a_stranger_is_not_taken_for_an_agent(desk: Helpdesk) -> None:
    settings = {
        "base_url": desk.settings["base_url"],
        "email": "who@x.example",
        "api_token": "not-the-secret",
    }
    (found,) = check(settings, clock=desk.clock)
    assert (found.subject, found.ok) == ("log-in", False)


def test_what_is_not_permitted_is_said_and_the_rest_still_asked(desk: Helpdesk) -> None:
    desk.faults.add("no-permission", match="/incremental/", times=None)
    found = {it.subject: it for it in check(desk.settings, clock=desk.clock)}
    assert [it.ok for it in found.values()] == [True, False, True]
    assert "is not permitted" in found["exports"].sentence


def test_a_helpdesk_that_does_not_answer_is_waited_for_a_little(desk: Helpdesk) -> None:
    desk.faults.add("unavailable", times=None)
    (found,) = check(desk.settings, clock=desk.clock)
    assert not found.ok
    assert desk.clock.elapsed() <= 15


def test_settings_that_cannot_work_are_a_finding() -> None:
    (found,) = check(
        {"base_url": "http://acme.example", "email": "a@b.example", "password": "not-the-secret"}
    )
    assert (found.subject, found.ok) == ("settings", False)
    assert "base_url must begin with https://" in found.sentence


def test_the_system_is_described_as_data() -> None:
    names = {setting.name for setting in zendesk.SYSTEM.settings}
    assert names >= {name for login in zendesk.SYSTEM.logins for name in login}
    assert {it.name for it in zendesk.SYSTEM.settings if it.is_secret} == {
        "client_secret",
        "api_token",
        "password",
    }
    assert set(zendesk.SYSTEM.targets) == {"organizations"}
