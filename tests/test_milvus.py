"""The engine on Milvus, on both backends that can be installed: each runs the tests in an environment of its own.

On any other server: QABOT_MILVUS_URI=http://host:19530 pytest tests/test_engines.py tests/milvus_only.py
"""

import os
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from milvus_backends import environment, server
from pydantic import SecretStr

from qabot.cli import cli
from qabot.errors import SettingsError
from qabot.indexing.day_numbers import day_of, number_of
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.days import asked, kept
from qabot.indexing.milvus.payload import LIMIT, count_of, encoded, parts_of, value_of
from qabot.secret import secret_of
from qabot.settings import Settings, load_settings

HERE = Path(__file__).parent
EVERYWHERE = ("test_engines.py", "milvus_only.py")


@pytest.mark.parametrize(
    ("packages", "serves", "files"),
    [
        (("milvus-lite==2.5.1", "setuptools<81"), False, EVERYWHERE),
        (("milvus-lite==3.2.2",), True, (*EVERYWHERE, "milvus_faults.py")),
    ],
    ids=["file", "server"],
)
def test_backend(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    cache: Path,
    packages: tuple[str, ...],
    serves: bool,
    files: tuple[str, ...],
) -> None:
    assert request.config.cache is not None
    python = environment(request.config.cache.mkdir("milvus"), *packages)
    with (
        server(python, tmp_path / "data")
        if serves
        else nullcontext(str(tmp_path / "milvus.db")) as uri
    ):
        done = subprocess.run(
            [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(HERE / f for f in files)],
            cwd=HERE.parent,
            env=os.environ
            | {
                "QABOT_MILVUS_URI": uri,
                "QABOT_TEST_CACHE": str(cache),
                "PYTHONPATH": str(HERE.parent),
            },
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    (summary,) = re.findall(r"^\d+ passed.*", done.stdout, re.MULTILINE)
    assert "skipped" not in summary


def test_missing_package_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingsError, match=r"pip install .*'\.\[milvus\]'"):
        Connection(Settings(engine="milvus"))


def test_credentials_in_the_address_are_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="QABOT_MILVUS_TOKEN") as raised:
        Connection(Settings(engine="milvus", milvus_uri="http://root:secret@host:19530"))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_token_comes_from_the_file_where_the_environment_has_none(
    tmp_path: Path, blank: str | None
) -> None:
    file = tmp_path / "token"
    file.write_text(" root:secret\n", "utf-8")
    value = None if blank is None else SecretStr(blank)
    assert secret_of(value, file, "QABOT_MILVUS_TOKEN_FILE") == ("root:secret", str(file))
    given = SecretStr(" root:other ")
    assert secret_of(given, file, "QABOT_MILVUS_TOKEN_FILE") == ("root:other", "QABOT_MILVUS_TOKEN")
    assert secret_of(value, None, "QABOT_MILVUS_TOKEN_FILE") == ("", "")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00", None])
def test_token_file_that_gives_none_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=rf"{file}.*QABOT_MILVUS_TOKEN_FILE"):
        Connection(Settings(engine="milvus", milvus_token_file=file))


def test_token_may_not_stand_in_the_file_of_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qabot.toml").write_text('milvus_token = "root:secret"\n', "utf-8")
    with pytest.raises(SettingsError, match="QABOT_MILVUS_TOKEN") as raised:
        load_settings()
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", ["qa bot", "报纸", "1a", "a'; drop", ""])
def test_name_of_collections_is_checked(name: str) -> None:
    with pytest.raises(SettingsError, match="milvus_collection"):
        load_settings(milvus_collection=name)


def test_index_copy_needs_two_engines() -> None:
    from click.testing import CliRunner

    done = CliRunner().invoke(cli, ["index", "copy", "--from", "milvus", "--to", "milvus"])
    assert (done.exit_code, "--from" in done.output) == (2, True)


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (20210118, 20210118, [20210118]),
        (20210130, 20210302, [20210130, 20210131, 202102, 20210301, 20210302]),
        (20201231, 20221231, [20201231, 2021, 2022]),
        (20200101, 20200131, [202001]),
        (20210102, 20210101, []),
    ],
)
def test_period_in_whole_years_months_and_days(first: int, last: int, numbers: list[int]) -> None:
    assert list(asked(day_of(first), day_of(last))) == numbers


def test_a_day_is_in_a_period_if_they_share_a_number() -> None:
    days = [20200229, 20201231, 20210101, 20210630, 99991231]
    for first in days:
        for last in days:
            period = set(asked(day_of(first), day_of(last)))
            for day in days:
                assert (first <= day <= last) == bool(period & set(kept([day])))
                assert number_of(day_of(day)) == day


@pytest.mark.parametrize("size", [0, 100, 50_000, 300_000])
def test_payload_of_any_size_comes_back(size: int) -> None:
    value = {"text": "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(size)), "none": None}
    parts = parts_of(encoded(value))
    assert value_of(parts) == value
    assert count_of(parts[0]) == len(parts)
    assert all(len(part) <= LIMIT for part in parts)
    if len(parts) > 1:
        with pytest.raises(ValueError, match=r"."):
            value_of(parts[:-1])
