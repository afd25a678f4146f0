import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from parts import flat

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.types import Article, Skipped

GOOD = {"id": "x1", "title": "开桥", "date": "2023-03-14", "text": "第一段。\n第二段。"}


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(folder: Path, data: bytes, max_bytes: int = 1_000_000) -> list[Article | Skipped]:
    path = folder / "news.jsonl"
    path.write_bytes(data)
    return flat(iter_articles(path, name="2023/news.jsonl", max_bytes=max_bytes))


def read_record(folder: Path, **fields: object) -> Article | Skipped:
    (found,) = read(folder, json.dumps({**GOOD, **fields}).encode())
    return found


def test_all_fields_are_read(tmp_path: Path) -> None:
    found = read_record(tmp_path, source="晚报", url="https://example.org/1", author="林一 周二")
    assert found == Article(
        id="x1",
        title="开桥",
        paragraphs=("第一段。", "第二段。"),
        source="晚报",
        file="2023/news.jsonl",
        author="林一 周二",
        published=date(2023, 3, 14),
        url="https://example.org/1",
    )


def test_what_an_export_writes_is_read(tmp_path: Path) -> None:
    found = read_record(
        tmp_path,
        text="",
        subtitle="新桥三座",
        newspaper="栖川日报",
        page_number="03",
        date_estimated=True,
        captions=["桥上 ", "", "桥下\n两行"],
        credits=["林一/摄"],
    )
    assert found == Article(
        id="x1",
        title="开桥",
        subtitle="新桥三座",
        paragraphs=(),
        captions=("桥上", "桥下 两行"),
        credits=("林一/摄",),
        source="2023/news.jsonl",
        file="2023/news.jsonl",
        published=date(2023, 3, 14),
        estimated=True,
        newspaper="栖川日报",
        page_number="03",
    )


@pytest.mark.parametrize("other", [7, None, True, {"a": 1}, ["x", 1], [["x"]]])
def test_what_another_program_means_by_these_names_is_passed_over(
    tmp_path: Path, other: object
) -> None:
    names = ("subtitle", "newspaper", "page_number", "date_estimated", "captions", "credits")
    fields = {name: other for name in names if (name, other) != ("date_estimated", True)}
    assert read_record(tmp_path, **fields) == read_record(tmp_path)


@pytest.mark.parametrize("empty", [None, ""])
def test_optional_fields_may_be_null_or_empty(tmp_path: Path, empty: str | None) -> None:
    found = read_record(
        tmp_path, id=empty, title=empty, date=empty, source=empty, url=empty, author=empty
    )
    assert isinstance(found, Article)
    assert (found.title, found.published, found.url, found.author) == ("", None, None, "")
    assert found.source == "2023/news.jsonl"
    assert len(found.id) == 16


def test_number_as_id_is_kept_as_text(tmp_path: Path) -> None:
    found = read_record(tmp_path, id=7)
    assert isinstance(found, Article)
    assert found.id == "7"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": None}, "no text"),
        ({"text": " \n\u3000"}, "no text"),
        ({"text": ["第一段。"]}, "text must be text, is ['第一段。']"),
        ({"title": 5}, "title must be text, is 5"),
        ({"date": "2023-3-14"}, "date must be YYYY-MM-DD, is '2023-3-14'"),
        ({"date": "2023-02-30"}, "date must be YYYY-MM-DD, is '2023-02-30'"),
        ({"date": "20230314"}, "date must be YYYY-MM-DD, is '20230314'"),
        ({"date": 20230314}, "date must be text, is 20230314"),
        ({"id": True}, "id must be text, is True"),
        ({"id": 1.5}, "id must be text, is 1.5"),
        ({"source": {}}, "source must be text, is {}"),
    ],
)
def test_bad_field_is_skipped_by_name(
    tmp_path: Path, fields: dict[str, object], reason: str
) -> None:
    assert read_record(tmp_path, **fields) == Skipped("2023/news.jsonl:1", reason)


def test_line_of_nonsense_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = "云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"
    lines = [{**GOOD, "text": text.encode("gb18030").decode("latin-1")}, {**GOOD, "text": text}]
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    nonsense, good = read(tmp_path, data)
    assert isinstance(nonsense, Skipped)
    assert nonsense.where == "2023/news.jsonl:1"
    assert nonsense.reason.startswith("nonsense (“开桥 ÔÆÇÅÕòÈý×…”), probably saved in a wrong")
    assert isinstance(good, Article)


def test_bad_lines_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    lines = [good, b"{oops", b"", b"[1]", "断了的".encode()[:-1], b"[" * 100_000, good]
    found = read(tmp_path, b"\r\n".join(lines))
    assert [x.where if isinstance(x, Skipped) else x.id for x in found] == [
        "x1",
        "2023/news.jsonl:2",
        "2023/news.jsonl:4",
        "2023/news.jsonl:5",
        "2023/news.jsonl:6",
        "x1",
    ]
    reasons = [x.reason for x in found if isinstance(x, Skipped)]
    assert reasons[0].startswith("not JSON: Expecting property name")
    assert reasons[1:3] == ["not a JSON object", "the line has broken bytes"]


def test_nul_marks_and_lone_surrogates_are_taken_out(tmp_path: Path) -> None:
    data = rb'{"id": "a\ud800", "title": "t\u0000\ufeff", "text": "b\ud83d"}' + b"\0\n"
    (found,) = read(tmp_path, data)
    assert isinstance(found, Article)
    assert (found.id, found.title, found.paragraphs) == ("a\ufffd", "t", ("b\ufffd",))


def test_no_field_can_steer_the_terminal(tmp_path: Path) -> None:
    escapes = "\x1b]0;X\x07\x1b[2J\x9b"
    keys = ("id", "title", "text", "author", "source", "url")
    found = read_record(tmp_path, **{key: f"{escapes}{key}" for key in keys})
    assert isinstance(found, Article)
    assert (found.id, found.title, found.paragraphs, found.author, found.source, found.url) == (
        "]0;X[2Jid",
        "]0;X[2Jtitle",
        ("]0;X[2Jtext",),
        "]0;X[2Jauthor",
        "]0;X[2Jsource",
        "]0;X[2Jurl",
    )


def test_title_stays_on_one_line_and_separators_part_paragraphs(tmp_path: Path) -> None:
    found = read_record(tmp_path, title="上\n下", text="一。\u2028二。\r\n\r\n\u3000\u3000三。\x0c")
    assert isinstance(found, Article)
    assert found.title == "上 下"
    assert found.paragraphs == ("一。", "二。", "三。")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    line = json.dumps(GOOD, ensure_ascii=False)
    found = read(tmp_path, f"{line}\n{line}".encode(encoding))
    assert [x.title for x in found if isinstance(x, Article)] == ["开桥", "开桥"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_broken_bytes_cost_one_line_only(tmp_path: Path, encoding: str) -> None:
    record = {**GOOD, "text": "市政府宣布，新公交明年三月通行，由市民投票定名。"}
    line = json.dumps(record, ensure_ascii=False).encode("gb18030") + b"\n"
    if encoding == "big5":
        record["text"] = "市政府宣布，新公車明年三月通行，由市民投票定名。"
        line = json.dumps({**record, "title": "通車"}, ensure_ascii=False).encode("big5") + b"\n"
    first, broken, last = read(tmp_path, line + line.replace(b"}", b"\xff\xff}") + line)
    assert isinstance(first, Article)
    assert first == last
    assert first.paragraphs == (record["text"],)
    assert broken == Skipped("2023/news.jsonl:2", "the line has broken bytes")


def test_utf16_that_breaks_off_says_so(tmp_path: Path) -> None:
    line = json.dumps(GOOD, ensure_ascii=False) + "\n"
    found = read(tmp_path, (line * 3000).encode("utf-16-le") + b"\x00\xd8\x00\x00")
    assert found[0] == found[1]
    assert found[-1] == Skipped("2023/news.jsonl", "the rest is not UTF-16-LE")


def test_line_that_is_too_long_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps({**GOOD, "text": "长" * 500})
    found = read(tmp_path, f"{long}\n{json.dumps(GOOD)}\n{long}".encode(), max_bytes=300)
    assert found[0] == Skipped("2023/news.jsonl:1", "the line is too long")
    assert isinstance(found[1], Article)
    assert found[2] == Skipped("2023/news.jsonl:3", "the line is too long")


def test_empty_file_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, b"\n\n") == [Skipped("2023/news.jsonl", "the file is empty")]


def test_large_file_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps({**GOOD, "text": "长句。" * 3000}, ensure_ascii=False) + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line for _ in range(400))
    tracemalloc.start()
    count = sum(isinstance(x, Article) for x in iter_articles(path, name="b", max_bytes=10**6))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 400
    assert path.stat().st_size > 10_000_000
    assert peak < 6_000_000
