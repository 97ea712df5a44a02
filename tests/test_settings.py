import ast
import subprocess
import sys
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tieout.errors import SettingsError
from tieout.settings import ROOT, Secret, SyncSettings, load, system_settings

BROKEN = Path(__file__).parent / "settings"
SETTINGS = (("subdomain", False, None), ("client_id", False, None), ("client_secret", True, None))
LOGINS = (("client_id", "client_secret"),)


def with_toml(tmp_path: Path, text: str) -> Path:
    (tmp_path / "tieout.toml").write_text(text, "utf-8")
    return tmp_path


def faults_of(name: str, tmp_path: Path) -> tuple[str, ...]:
    root = with_toml(tmp_path, (BROKEN / name).read_text("utf-8"))
    with pytest.raises(SettingsError) as refused:
        load({}, root)
    return refused.value.faults


def test_without_a_word_the_home_is_data_and_the_day_is_today_in_utc(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.home == tmp_path / "data"
    assert settings.as_of == datetime.now(UTC).date()


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    root = with_toml(tmp_path, 'home = "elsewhere"\nas_of = 2026-01-31\n')
    told = {"TIEOUT_HOME": "/srv/tieout", "TIEOUT_AS_OF": "2026-06-30"}
    assert load({}, root).home == root / "elsewhere"
    assert load({}, root).as_of == date(2026, 1, 31)
    assert load(told, root).home == Path("/srv/tieout")
    assert load(told, root).as_of == date(2026, 6, 30)


def test_a_share_is_exact(tmp_path: Path) -> None:
    root = with_toml(tmp_path, '[sync.s]\ngreatest_share = 0.1\nmode = "plan"\n')
    assert load({}, root).syncs == {"s": SyncSettings("plan", None, Fraction(1, 10), None)}


def test_a_setting_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert faults_of("unknown-key.toml", tmp_path) == ("tieout.toml: hoem is not a setting",)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    where = "tieout.toml [sync.sync_zendesk__organizations]"
    assert faults_of("share-above-one.toml", tmp_path) == (
        f"{where}: mode must be one of off, plan, apply, got 'maybe'",
        f"{where}: greatest_share must be between 0 and 1, got 3",
    )


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    [fault] = faults_of("not-toml.toml", tmp_path)
    assert fault.startswith("tieout.toml: Invalid value (at line 1")


def test_a_day_that_is_none_is_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"as_of must be a date like 2026-06-30, got '30\.6\.'"):
        load({"TIEOUT_AS_OF": "30.6."}, tmp_path)


def test_a_missing_secret_is_named_with_its_variable_and_its_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCES__HELPDESK__CLIENT_ID", "tieout")
    with pytest.raises(SettingsError) as refused:
        system_settings("helpdesk", SETTINGS, LOGINS)
    assert refused.value.faults == (
        "helpdesk: client_secret is not set. Looked for SOURCES__HELPDESK__CLIENT_SECRET in the "
        "environment, and [sources.helpdesk] client_secret in .dlt/secrets.toml",
    )


def test_a_secret_prints_as_stars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCES__HELPDESK__CLIENT_ID", "0123")
    monkeypatch.setenv("SOURCES__HELPDESK__CLIENT_SECRET", "hush")
    found = system_settings("helpdesk", SETTINGS, LOGINS)
    assert found["client_id"] == "0123"  # text, whatever it looks like
    assert isinstance(found["client_secret"], Secret)
    assert "hush" not in repr(found)


def test_what_is_no_secret_may_stand_in_the_config_file_where_a_table_is_read_as_json(
    tmp_path: Path,
) -> None:
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "config.toml").write_text(
        '[sources.helpdesk]\nclient_id = "from the file"\n'
        '[sources.helpdesk.fields.account]\nours = "Theirs"\n'
    )
    (tmp_path / ".dlt" / "secrets.toml").write_text('[sources.helpdesk]\nclient_secret = "hush"\n')
    asked = (*SETTINGS, ("fields", False, None))
    program = (
        "from tieout.settings import system_settings\n"
        f"print(dict(system_settings('helpdesk', {asked}, {LOGINS})))"
    )

    # dlt looks for its files when it is first asked, in the folder of the process
    answered = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ast.literal_eval(answered.stdout) == {
        "client_id": "from the file",
        "client_secret": "***",
        "fields": '{"account": {"ours": "Theirs"}}',
    }


def test_a_second_person_and_a_reserve_are_asked_for_in_the_file(tmp_path: Path) -> None:
    assert load({}, tmp_path).approval_above is None
    assert load({}, tmp_path).budget.reserve_of("crm") == Fraction(1, 5)
    said = "[approval]\nabove = 100\n[budget]\nreserve = 0.5\n[budget.crm]\nreserve = 0\n"
    settings = load({}, with_toml(tmp_path, said))
    assert settings.approval_above == 100
    assert settings.budget.reserve_of("crm") == 0
    assert settings.budget.reserve_of("erp") == Fraction(1, 2)


def test_a_size_or_a_reserve_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    said = "[approval]\nabove = -1\nby = 'Bob'\n[budget]\nreserve = 2\n[budget.crm]\nshare = 0.1\n"
    with pytest.raises(SettingsError) as refused:
        load({}, with_toml(tmp_path, said))
    assert refused.value.faults == (
        "tieout.toml [approval]: by is not a setting",
        "tieout.toml [approval]: above must be a number of records, got -1",
        "tieout.toml [budget]: reserve must be between 0 and 1, got 2",
        "tieout.toml [budget.crm]: share is not a setting",
    )
