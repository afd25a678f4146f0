import gzip
import io
import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parts import flat

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.reading.formats import packed
from qabot.types import Article, Skipped

MB = 1 << 20
TITLE = "云桥镇修好三座便民桥"
BODY = "云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"
TEXT = f"{TITLE}\n\n{BODY}".encode()
LINE = json.dumps({"title": TITLE, "text": BODY}, ensure_ascii=False).encode() + b"\n"


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(path: Path, max_bytes: int = MB) -> list[Article | Skipped]:
    return flat(iter_articles(path, name=f"2023/{path.name}", max_bytes=max_bytes))


def read_bytes(folder: Path, name: str, data: bytes) -> list[Article | Skipped]:
    (folder / name).write_bytes(data)
    return read(folder / name)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def told(found: list[Article | Skipped]) -> list[tuple[str, str]]:
    """Return file and title of the articles, place and reason of what was skipped."""
    return [(x.file, x.title) if isinstance(x, Article) else (x.where, x.reason) for x in found]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_gz_holds_a_file_of_the_form_that_its_inner_suffix_tells(
    tmp_path: Path, encoding: str
) -> None:
    data = gzip.compress(TEXT.decode().encode(encoding))
    (found,) = read_bytes(tmp_path, "晚报_2023-03-14.txt.gz", data)
    assert isinstance(found, Article)
    assert (found.file, found.title, found.paragraphs) == (
        "2023/晚报_2023-03-14.txt.gz",
        TITLE,
        (BODY,),
    )
    assert str(found.published) == "2023-03-14"


def test_jsonl_gz_of_any_size_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl.gz"
    words = [os.urandom(3).hex() for _ in range(100)]  # So that it packs no better than text does.
    with gzip.open(path, "wb", compresslevel=1) as file:
        for n in range(1500):
            text = "，".join(words[n % 100 :] + words[: n % 100]) + BODY * 100
            file.write(json.dumps({"title": str(n), "text": text}).encode() + b"\n")
    tracemalloc.start()
    count = sum(isinstance(x, Article) for x in iter_articles(path, name="b", max_bytes=MB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1500
    assert peak < 5 * MB


def test_bad_line_in_a_packed_file_is_named(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "n.jsonl.gz", gzip.compress(LINE + b"{oops\n" + LINE))
    assert [x.where for x in found if isinstance(x, Skipped)] == ["2023/n.jsonl.gz:2"]
    assert [x.title for x in found if isinstance(x, Article)] == [TITLE, TITLE]


def test_zip_gives_its_files_in_order_each_with_its_place(tmp_path: Path) -> None:
    members = [
        ("b/2.jsonl", LINE),
        ("b/2023-03-14.md", f"---\ntitle: 头条\n---\n{BODY}".encode()),
        ("a/1.TXT", TEXT),
        ("a/3.txt.gz", gzip.compress(TEXT)),
        ("a/page.html", f"<title>{TITLE}</title><p>{BODY}</p>".encode()),
        ("a/x.png", b"\x89PNG"),
        ("a/empty.txt", b""),
        (".hidden/1.txt", TEXT),
        ("__MACOSX/a/._1.txt", b"\0"),
        ("a/.DS_Store", b"\0"),
    ]
    found = read_bytes(tmp_path, "news.zip", zipped(*members))
    assert told(found) == [
        ("2023/news.zip!/a/1.TXT", TITLE),
        ("2023/news.zip!/a/3.txt.gz", TITLE),
        ("2023/news.zip!/a/empty.txt", "the file is empty"),
        ("2023/news.zip!/a/page.html", TITLE),
        (
            "2023/news.zip!/a/x.png",
            "unknown form (read: .txt .md .jsonl .html .htm .pdf .docx .gz .zip)",
        ),
        ("2023/news.zip!/b/2.jsonl", TITLE),
        ("2023/news.zip!/b/2023-03-14.md", "头条"),
    ]
    assert isinstance(found[-1], Article)
    assert str(found[-1].published) == "2023-03-14"
    assert [x.failed for x in found if isinstance(x, Skipped)] == [True, False]


def test_zip_inside_a_zip_is_read_and_a_third_is_not(tmp_path: Path) -> None:
    third = zipped(("3.txt", TEXT))
    second = zipped(("2.txt", TEXT), ("third.zip", third), ("2.txt.gz", gzip.compress(TEXT)))
    found = read_bytes(tmp_path, "a.zip", zipped(("1.txt", TEXT), ("second.zip", second)))
    deep = "packed more than 2 times; unpack it by hand"
    assert told(found) == [
        ("2023/a.zip!/1.txt", TITLE),
        ("2023/a.zip!/second.zip!/2.txt", TITLE),
        ("2023/a.zip!/second.zip!/2.txt.gz", deep),
        ("2023/a.zip!/second.zip!/third.zip", deep),
    ]


def test_zip_inside_a_gz_is_read(tmp_path: Path) -> None:
    data = gzip.compress(zipped(("1.txt", TEXT)))
    assert told(read_bytes(tmp_path, "a.zip.gz", data)) == [("2023/a.zip.gz!/1.txt", TITLE)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_name_without_the_mark_of_utf8_is_decoded(tmp_path: Path, encoding: str) -> None:
    name = "新聞/第一版.txt" if encoding == "big5" else "新闻/第01版头条.txt"
    raw = name.encode(encoding)
    stand_in = "x" * len(raw)  # zipfile marks every name beyond ASCII; Windows does not.
    data = zipped((stand_in, TEXT)).replace(stand_in.encode(), raw)
    assert told(read_bytes(tmp_path, "a.zip", data)) == [(f"2023/a.zip!/{name}", TITLE)]


def test_name_with_escapes_is_skipped_and_the_rest_is_read(tmp_path: Path) -> None:
    data = zipped(("a\x1b[2J.txt", TEXT), ("b.txt", TEXT), ("../../c.txt", TEXT))
    found = read_bytes(tmp_path, "a.zip", data)
    assert told(found) == [
        ("2023/a.zip!/a[2J.txt", "the file name is not UTF-8, or has control characters"),
        ("2023/a.zip!/b.txt", TITLE),
    ]


def encrypted(data: bytes) -> bytes:
    """Set the mark of encryption on the member x.txt, in its head and in the table of contents."""
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(b"x.txt", 0 if flags == 6 else data.index(b"PK\x01\x02"))
        at = data.rindex(head, 0, start) + flags
        data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
    return data


def test_encrypted_member_is_skipped_and_the_rest_is_read(tmp_path: Path) -> None:
    data = encrypted(zipped(("a.txt", TEXT), ("x.txt", TEXT)))
    reason = "encrypted; unpack it with its password and put in the files"
    assert told(read_bytes(tmp_path, "a.zip", data)) == [
        ("2023/a.zip!/a.txt", TITLE),
        ("2023/a.zip!/x.txt", reason),
    ]


BOMB = "unpacks to over 200 times its size, like a bomb; if you trust it, unpack it by hand"
LARGE = "over 1 MB (setting max_file_mb)"


@pytest.mark.parametrize("suffix", [".jsonl", ".txt", ".html"])
def test_gz_bomb_is_refused(tmp_path: Path, suffix: str) -> None:
    found = read_bytes(tmp_path, f"a{suffix}.gz", gzip.compress(b" \n" * (32 * MB)))
    assert told(found) == [(f"2023/a{suffix}.gz", BOMB if suffix == ".jsonl" else LARGE)]


def test_zip_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    data = zipped(("a.txt", b" " * (64 * MB)), ("b.jsonl", b" \n" * (32 * MB)), ("c.txt", TEXT))
    assert told(read_bytes(tmp_path, "a.zip", data)) == [
        ("2023/a.zip!/a.txt", LARGE),
        ("2023/a.zip!/b.jsonl", BOMB),
        ("2023/a.zip!/c.txt", TITLE),
    ]


def test_member_larger_than_its_archive_says_is_cut_off(tmp_path: Path) -> None:
    data = zipped(("a.txt", b" " * (64 * MB)))
    lied = data.replace((64 * MB).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    ((where, reason),) = told(read_bytes(tmp_path, "a.zip", lied))
    assert where == "2023/a.zip!/a.txt"
    assert reason.startswith("broken, or packed in an unknown way (Bad CRC-32")


def test_archive_of_more_than_its_share_is_stopped(tmp_path: Path) -> None:
    small = 60_000  # Of max_bytes; the members have 40,000 and a little, 20 times 60,000 are 29 of them.
    members = [
        (f"{n:02}.txt", TEXT + b" " + os.urandom(20_000).hex().encode())
        for n in range(packed.MAX_TOTAL * 2)
    ]
    (tmp_path / "a.zip").write_bytes(zipped(*members))
    found = read(tmp_path / "a.zip", max_bytes=small)
    reasons = [x.reason for x in found if isinstance(x, Skipped)]
    total = "the archive unpacks to over 20 times max_file_mb; unpack it by hand, or split it"
    assert {*reasons} == {total}
    assert len(found) - len(reasons) == 29


@pytest.mark.parametrize("ascii_only", [True, False])
def test_file_that_is_read_twice_counts_once_in_what_an_archive_may_unpack_to(
    tmp_path: Path, ascii_only: bool
) -> None:
    # Of plain ASCII, all is read to find the encoding.
    line = json.dumps(json.loads(LINE), ensure_ascii=ascii_only).encode() + b"\n"
    count = packed.MAX_TOTAL * 10_000 // len(line)
    (tmp_path / "a.zip").write_bytes(zipped(("n.jsonl", line * count)))
    assert [x.file for x in read(tmp_path / "a.zip", 10_000) if isinstance(x, Article)] == [
        "2023/a.zip!/n.jsonl"
    ] * count
    (tmp_path / "a.zip").write_bytes(zipped(("n.jsonl", line * (count + 1)), ("o.jsonl", LINE)))
    assert any(
        isinstance(x, Skipped) and "over 20 times" in x.reason
        for x in read(tmp_path / "a.zip", 10_000)
    )


def test_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    data = zipped(*((f"{n}.txt", b"") for n in range(packed.MAX_MEMBERS + 1)), method=0)
    reason = "an archive of over 10000 files; unpack it by hand, or split it"
    assert told(read_bytes(tmp_path, "a.zip", data)) == [("2023/a.zip", reason)]


def test_archive_with_more_than_65535_files_is_refused_by_its_long_record(tmp_path: Path) -> None:
    data = zipped(*((f"{n}", b"") for n in range(66_000)), method=0)
    reason = "an archive of over 10000 files; unpack it by hand, or split it"
    assert told(read_bytes(tmp_path, "a.zip", data)) == [("2023/a.zip", reason)]


def test_bombs_need_little_memory(tmp_path: Path) -> None:
    inner = zipped(*((f"{n}.jsonl", b"\n" * (100 * MB)) for n in range(3)))
    (tmp_path / "a.zip").write_bytes(zipped(("inner.zip", inner), ("a.txt", b" " * 100 * MB)))
    tracemalloc.start()
    found = read(tmp_path / "a.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not [x for x in found if isinstance(x, Article)]
    assert peak < 8 * MB


BROKEN = "broken, or packed in an unknown way ("


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(TEXT * 100)[:-20]),
        ("a.txt.gz", TEXT),
        ("a.txt.gz", gzip.compress(TEXT)[:-8] + b"12345678"),
        ("a.jsonl.gz", gzip.compress(LINE)[:-8]),
        ("a.zip", TEXT),
        ("a.zip", zipped(("a.txt", TEXT))[:-10]),
        ("a.zip", b""),
        ("a.zip", b"PK\x05\x06" + b"\xff" * 18),
    ],
)
def test_broken_archive_is_skipped(tmp_path: Path, name: str, data: bytes) -> None:
    *_, last = read_bytes(tmp_path, name, data)
    assert isinstance(last, Skipped)
    assert last.where == f"2023/{name}"
    assert last.reason.startswith((BROKEN, "an archive of over"))


def test_archive_of_nothing_is_empty(tmp_path: Path) -> None:
    assert told(read_bytes(tmp_path, "a.zip", zipped())) == [("2023/a.zip", "the file is empty")]
    assert told(read_bytes(tmp_path, "a.txt.gz", gzip.compress(b""))) == [
        ("2023/a.txt.gz", "the file is empty")
    ]


GOOD = zipped(("a.txt", TEXT * 20), ("b.jsonl", LINE * 3), ("c.txt.gz", gzip.compress(TEXT)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6
    ),
    name=st.sampled_from(["a.zip", "a.txt.gz", "a.docx", "a.html"]),
)
def test_damaged_bytes_never_raise(
    tmp_path: Path, changes: list[tuple[int, int]], name: str
) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    for item in read_bytes(tmp_path, name, bytes(data)):
        assert repr(item).encode("utf-8")
