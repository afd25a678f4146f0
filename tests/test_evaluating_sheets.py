import io

from rich.console import Console

from qabot.channels.evaluation.sheets import Sheet, as_markdown, print_sheets

SHEET = Sheet("标题", "怎样读", ("", "bm25"), (("answer@1", "0.5"), ("a|b", "甲\n乙\x1b[1m")))
PLAIN = Sheet("Cases", "", ("id", "question"), (("q1", "水库？"),), figures=False)


def test_sheets_as_markdown() -> None:
    assert as_markdown("heading", [SHEET, PLAIN]) == (
        "heading\n\n"
        "## 标题\n\n"
        "|  | bm25 |\n| --- | ---: |\n| answer@1 | 0.5 |\n| a\\|b | 甲 乙 [1m |\n\n"
        "怎样读\n\n"
        "## Cases\n\n"
        "| id | question |\n| --- | --- |\n| q1 | 水库？ |\n"
    )


def test_sheets_on_a_terminal_have_figures_at_the_right_and_no_foreign_escapes() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=30)
    print_sheets(console, "heading", [SHEET, PLAIN])
    assert [line.rstrip() for line in stream.getvalue().splitlines()] == [
        "heading",
        "",
        "标题",
        "               bm25",
        "answer@1        0.5",
        "a|b       甲 乙 [1m",
        "怎样读",
        "",
        "Cases",
        "id  question",
        "q1  水库？",
    ]
