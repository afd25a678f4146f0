"""Settings: where they come from, in which order, and what is said of those that cannot be used."""

from datetime import date
from pathlib import Path

import platformdirs
import pytest

from qabot.errors import SettingsError
from qabot.settings import NAME_PATTERNS, PACKAGED_MODEL, load_settings, today


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in, without a qabot.toml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QABOT_CACHE")
    settings = load_settings()
    assert (settings.corpus, settings.index, settings.k) == (Path("corpus"), Path("index"), 3)
    assert settings.model == PACKAGED_MODEL
    assert settings.cache == platformdirs.user_cache_path("qabot")
    assert settings.telegram_token is None
    assert settings.telegram_allow == ""
    assert settings.max_file_bytes == 50 * 2**20


def test_flag_before_environment_before_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "qabot.toml").write_text(
        'k = 7\nindex = "from-file"\ncorpus = "from-file"\n', "utf-8"
    )
    monkeypatch.setenv("QABOT_INDEX", "from-environment")
    monkeypatch.setenv("QABOT_CORPUS", "from-environment")
    settings = load_settings(corpus=Path("from-flag"), index=None)
    assert settings.k == 7
    assert settings.index == Path("from-environment")
    assert settings.corpus == Path("from-flag")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", "0"),
        ("k", "51"),
        ("k", "many"),
        ("passage_chars", "39"),
        ("max_file_mb", "0"),
        ("bm25_weight", "-1"),
        ("fusion", "both"),
        ("threads", "-1"),
        ("now", "2021-02-30"),
        ("now", "gestern"),
        ("telegram_rate", "maybe"),
        ("name_patterns", "(?P<date>"),
        ("name_patterns", "no_group"),
        ("name_patterns", "(?P<paper>x)"),
    ],
)
def test_value_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"QABOT_{name.upper()}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert name in raised.value.message
    assert value in raised.value.message
    assert f"QABOT_{name.upper()}" in raised.value.hint


@pytest.mark.parametrize("content", [b"k = = 3", b"\xff\xfe", b"k = [1"])
def test_broken_file_is_named(folder: Path, content: bytes) -> None:
    (folder / "qabot.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"qabot\.toml"):
        load_settings()


def test_value_in_the_file_that_cannot_be_used(folder: Path) -> None:
    (folder / "qabot.toml").write_text('k = "three"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"k .*three.*qabot\.toml"):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().k = 5


def test_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QABOT_TELEGRAM_TOKEN", "12345:confidential")
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "12345:confidential"
    assert "confidential" not in f"{settings} {settings!r} {settings.model_dump()}"


def test_token_comes_from_the_environment_only(folder: Path) -> None:
    (folder / "qabot.toml").write_text('telegram_token = "12345:confidential"\n', "utf-8")
    with pytest.raises(SettingsError, match="telegram_token") as raised:
        load_settings()
    assert "QABOT_TELEGRAM_TOKEN" in raised.value.hint
    assert "confidential" not in str(raised.value)


def test_value_of_an_unknown_setting_is_not_shown(folder: Path) -> None:
    (folder / "qabot.toml").write_text('telegram_tokn = "12345:confidential"\n', "utf-8")
    with pytest.raises(SettingsError, match="没有 telegram_tokn 这项设置。") as raised:
        load_settings()
    assert "confidential" not in f"{raised.value}"
    assert raised.value.__suppress_context__


def test_own_words_about_a_value_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QABOT_TELEGRAM_LISTEN", "here")
    with pytest.raises(SettingsError, match="的值 'here' 不能用：应写成 主机:端口。"):
        load_settings()


def test_secret_is_not_shown_in_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QABOT_TELEGRAM_TOKEN", "12345:confidential")
    monkeypatch.setenv("QABOT_K", "many")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "confidential" not in str(raised.value)


def test_patterns_of_names_are_lines_or_a_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().name_patterns == NAME_PATTERNS
    patterns = (r"p(?P<page>\d+)", "(?P<date>[0-9-]+)")
    written = "\n".join(f"  '{pattern}'," for pattern in patterns)
    (folder / "qabot.toml").write_text(f"name_patterns = [\n{written}\n]\n", "utf-8")
    assert load_settings().name_patterns == patterns
    monkeypatch.setenv("QABOT_NAME_PATTERNS", "\n".join(patterns[::-1]))
    assert load_settings().name_patterns == patterns[::-1]


def test_bad_pattern_among_good_ones_is_named(folder: Path) -> None:
    (folder / "qabot.toml").write_text("name_patterns = ['p(?P<page>x)', '(?P<date>[']\n", "utf-8")
    with pytest.raises(SettingsError, match="name_patterns") as raised:
        load_settings()
    assert "'(?P<date>['" in raised.value.message
    assert "(?P<page>x)" not in raised.value.message


def test_today_is_fixed_by_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QABOT_NOW", "2021-01-20")
    assert today(load_settings()) == date(2021, 1, 20)


def test_today_is_the_day_of_the_clock() -> None:
    before = date.today()  # noqa: DTZ011
    assert before <= today(load_settings()) <= date.today()  # noqa: DTZ011
