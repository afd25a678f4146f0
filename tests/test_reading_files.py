import os
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parts import flat

from qabot.messages import speak
from qabot.reading import corpus_files, iter_articles
from qabot.settings import Settings
from qabot.types import Article, Skipped

MAX = 2**20
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TITLE = "云桥镇修好三座便民桥"
BODY = "云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(path: Path, name: str = "", max_bytes: int = MAX) -> list[Article | Skipped]:
    return flat(iter_articles(path, name=name or path.name, max_bytes=max_bytes))


def read_bytes(folder: Path, data: bytes, name: str = "a.txt") -> list[Article | Skipped]:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def test_article_has_its_path_as_file_and_source(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{TITLE}\n\n{BODY}", encoding="utf-8")
    (article,) = read(path, name="2023/三月/a.txt")
    assert isinstance(article, Article)
    assert (article.file, article.source) == ("2023/三月/a.txt", "2023/三月/a.txt")
    assert (article.title, article.paragraphs) == (TITLE, (BODY,))


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("晚报_2023-03-14_第01版.txt", "2023-03-14"),
        ("20230314.txt", "2023-03-14"),
        ("晚报2023年3月14日.md", "2023-03-14"),
        ("2023-02-30.txt", "None"),
        ("000_13452c9daca6ab00.txt", "None"),
        ("1202303145.txt", "None"),
    ],
)
def test_date_comes_from_a_plain_file_name(tmp_path: Path, name: str, published: str) -> None:
    (article,) = read_bytes(tmp_path, f"{TITLE}\n\n{BODY}".encode(), name)
    assert isinstance(article, Article)
    assert str(article.published) == published


def test_id_survives_a_move_and_white_space_and_differs_by_content(tmp_path: Path) -> None:
    texts = {
        "a.txt": f"{TITLE}\n\n{BODY}",
        "b_2023-01-01.txt": f"\ufeff\r\n\r\n{TITLE}  \r\n\r\n\u3000\u3000{BODY}\r\n",
        "c.txt": f"{TITLE}\n\n{BODY}无误。",
    }
    ids = []
    for name, text in texts.items():
        (article,) = read_bytes(tmp_path, text.encode(), name)
        assert isinstance(article, Article)
        ids.append(article.id)
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) == 16
    assert set(ids[0]) <= set("0123456789abcdef")


NOT_TEXT = "not a text file (read are texts in UTF-8, UTF-16, GB18030 and Big5)"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n\xef\xbb\xbf", "the file is empty"),
        (b"\xef\xbb\xbf\n\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, NOT_TEXT),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 9 + bytes(range(255, 0, -1)) * 8, NOT_TEXT),
        (b"plain letters\0\0\0\0\0\0\0\0\0\0\0and NULs", NOT_TEXT),
        (BODY.encode() + b"\xff" + BODY.encode(), "broken from byte 73 on: not UTF-8"),
        (b"a" * (MAX + 1), "over 1 MB (setting max_file_mb)"),
    ],
)
def test_bad_content_is_skipped_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    assert read_bytes(tmp_path, data) == [Skipped("a.txt", reason)]


def test_zip_file_with_a_text_suffix_is_skipped(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.txt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("news", BODY * 50)
    assert read(tmp_path / "a.txt") == [Skipped("a.txt", NOT_TEXT)]


def test_what_cannot_be_opened_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    found = {n: read(tmp_path / n) for n in ("gone.jsonl", "folder.txt", "broken.txt", "pipe.txt")}
    assert found == {
        "gone.jsonl": [Skipped("gone.jsonl", "cannot be opened: No such file or directory")],
        "folder.txt": [Skipped("folder.txt", "not a regular file")],
        "broken.txt": [Skipped("broken.txt", "cannot be opened: No such file or directory")],
        "pipe.txt": [Skipped("pipe.txt", "not a regular file")],
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(mode=0)
    assert read(tmp_path / "a.txt") == [Skipped("a.txt", "cannot be opened: Permission denied")]


def test_unknown_form_is_skipped_with_the_forms_that_are_read(tmp_path: Path) -> None:
    reason = "unknown form (read: .txt .md .jsonl .html .htm .pdf .docx .gz .zip)"
    picture = read_bytes(tmp_path, b"\x89PNG\r\n\x1a\n", "a.png")
    assert picture == [Skipped("a.png", reason, failed=False)]


def test_size_is_told_as_it_was_set(tmp_path: Path) -> None:
    setting = Settings(max_file_mb=50)
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(setting.max_file_bytes + 1)
    found = read(tmp_path / "a.txt", max_bytes=setting.max_file_bytes)
    assert found == [Skipped("a.txt", "over 50 MB (setting max_file_mb)")]


ESCAPES = "\x1b]0;X\x07\x1b[2J\x9b"
LONG = BODY * 20


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_text_cannot_steer_the_terminal(tmp_path: Path, suffix: str) -> None:
    text = f"{ESCAPES}{TITLE}\r\n\r\n□ 林一{ESCAPES}\n\n{LONG}\t{ESCAPES}完。"
    (article,) = read_bytes(tmp_path, text.encode(), f"a{suffix}")
    assert isinstance(article, Article)
    assert article.title == f"]0;X[2J{TITLE}"
    assert article.paragraphs[-1] == f"{LONG}\t]0;X[2J完。"
    assert CONTROL.findall(article.title + article.text + article.author) == []


def test_markdown_heading_behind_an_escape_is_the_title(tmp_path: Path) -> None:
    (article,) = read_bytes(tmp_path, f"\x1b# {TITLE}\r\r{BODY}".encode(), "a.md")
    assert isinstance(article, Article)
    assert (article.title, article.paragraphs) == (TITLE, (BODY,))


def test_page_cannot_steer_the_terminal(tmp_path: Path) -> None:
    part = f"{ESCAPES}桥{ESCAPES}\n\n□ 林\x1b一\x9b\n\n{LONG}\n\n图为桥（吴三{ESCAPES} 摄）\n\n"
    articles = read_bytes(tmp_path, (part * 3).encode())
    assert len(articles) == 3
    for article in articles:
        assert isinstance(article, Article)
        assert CONTROL.findall(article.title + article.text + article.author) == []


@pytest.mark.parametrize(
    ("name", "shown"), [(b"\xff.txt", "\ufffd.txt"), (b"\x1b[2J.txt", "[2J.txt")]
)
def test_file_name_that_cannot_be_shown_is_skipped(tmp_path: Path, name: bytes, shown: str) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text(BODY, encoding="utf-8")
    reason = "the file name is not UTF-8, or has control characters"
    assert read(path) == [Skipped(shown, reason)]


def test_reasons_are_chinese_by_choice(tmp_path: Path) -> None:
    speak("zh")
    assert read_bytes(tmp_path, b"") == [Skipped("a.txt", "文件是空的")]


def test_corpus_files_are_sorted_without_hidden_ones_and_readmes(tmp_path: Path) -> None:
    kept = [
        "README新闻.txt",
        "a.txt",
        "b/2.jsonl",
        "b/readme.jsonl",
        "b/x.csv",
        "b/c/1.md",
        "z.TXT",
    ]
    hidden = [".hidden.txt", ".git/a.txt", "b/.x/a.txt", ".README"]
    left_out = [*hidden, "README.md", "b/Readme.TXT", "b/README.rst", "readme"]
    for name in [*kept, *left_out]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert [p.relative_to(tmp_path).as_posix() for p in corpus_files(tmp_path)] == sorted(kept)


ANY_BYTES = st.one_of(st.binary(), st.text().map(lambda s: s.encode("utf-16", "surrogatepass")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=ANY_BYTES, suffix=st.sampled_from([".txt", ".md", ".jsonl"]))
def test_any_bytes_give_something_that_can_be_encoded(
    tmp_path: Path, data: bytes, suffix: str
) -> None:
    found = read_bytes(tmp_path, data, f"a{suffix}")
    assert found
    for item in found:
        assert repr(item).encode("utf-8")
        assert not isinstance(item, Article) or item.text
