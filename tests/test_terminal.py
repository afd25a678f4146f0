import io
from dataclasses import replace
from datetime import date

from rich.console import Console

from qabot.channels.machine import answer_json, article_json
from qabot.channels.telegram.render import render_answer
from qabot.channels.terminal import (
    make_console,
    print_answer,
    print_article,
    print_raw,
    source_line,
)
from qabot.messages import speak
from qabot.types import Answer, Article, Citation, Passage, Printing

TEXT = "水库开工。\n总投资[bold]7.26亿元[/bold]:smile:。"
QUOTE = "总投资[bold]7.26亿元[/bold]:smile:。"


def citation(
    number: int = 1, title: str = "水库", published: date | None = date(2021, 1, 18)
) -> Citation:
    passage = Passage(
        id="a#0",
        article_id="a",
        title=title,
        text=TEXT,
        start=0,
        end=len(TEXT),
        source="日报",
        published=published,
    )
    return Citation(number=number, passage=passage, quote=QUOTE, highlights=((6, 9),), score=1.0)


def plain(answer: Answer) -> str:
    stream = io.StringIO()
    print_answer(make_console(stream), answer)
    return stream.getvalue()


def on_terminal(answer: Answer, width: int = 30, height: int = 40) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        width=width,
        height=height,
        highlight=False,
        emoji=False,
        markup=False,
    )
    print_answer(console, answer)
    return stream.getvalue()


def test_plain_answer_is_word_for_word_with_its_lines() -> None:
    answer = Answer(question="q", citations=(citation(1), citation(2)))
    lines = TEXT.split("\n")
    block = f"{lines[0]}\n    {lines[1]}\n    —— 《水库》 · 2021-01-18 · 日报\n\n"
    assert plain(answer) == f"[1] {block}[2] {block}"


def test_plain_lines_are_never_cut() -> None:
    long = "长" * 500
    passage = Passage(
        id="a#0", article_id="a", title=long, text=long, start=0, end=500, source="日报"
    )
    cited = Citation(number=1, passage=passage, quote=long, highlights=(), score=1.0)
    assert (
        plain(Answer(question="q", citations=(cited,)))
        == f"[1] {long}\n    —— 《{long}》 · 日报\n\n"
    )


def test_refusal_prints_its_reason_and_related_quotes() -> None:
    answer = Answer(question="q", reason="档案里没有。", related=(citation(),))
    assert plain(answer) == (
        f"档案里没有。\n较接近的内容（不是答案）：\n  · {QUOTE}\n    —— 《水库》 · 2021-01-18 · 日报\n"
    )


def test_terminal_marks_the_answering_words_and_dims_the_rest() -> None:
    screen = on_terminal(Answer(question="q", citations=(citation(),)), width=100)
    assert "\x1b[1;33m总投资\x1b[0m" in screen
    assert "\x1b[2m水库开工。\x1b[0m" in screen
    assert "[bold]7.26亿元[/bold]:smile:。" in screen


def test_source_line_leaves_out_what_is_not_known() -> None:
    assert source_line(citation(title="", published=None).passage) == "—— （无标题） · 日报"


def test_article_is_printed_with_its_parts_and_without_padding() -> None:
    stream = io.StringIO()
    article = Article(
        id="a1",
        title="",
        subtitle="——副题",
        author="甲",
        paragraphs=("第一段。", "第二段。"),
        captions=("图为水库",),
        credits=("□甲 文/图",),
        source="日报",
        published=date(2021, 1, 18),
        url="https://example.org/1",
    )
    print_article(make_console(stream), article)
    assert stream.getvalue() == (
        "（无标题）\n——副题\n甲\n2021-01-18 · 日报 · https://example.org/1 · a1\n"
        "\n第一段。\n\n第二段。\n\n图为水库\n\n□甲 文/图\n"
    )


PLACED = replace(
    citation().passage,
    source="栖川日报.txt",
    file="栖川日报.txt",
    lines=((12, 14), (20, 20)),
    estimated=True,
)


def test_source_line_leads_to_file_and_lines() -> None:
    assert source_line(PLACED) == "—— 《水库》 · 约 2021-01-18 · 栖川日报.txt 第 12–14、20 行"
    named = replace(PLACED, source="栖川日报", lines=((3, 3),))
    assert source_line(named) == "—— 《水库》 · 约 2021-01-18 · 栖川日报 · 栖川日报.txt 第 3 行"
    speak("en")
    assert source_line(PLACED) == "—— 《水库》 · c. 2021-01-18 · 栖川日报.txt lines 12–14, 20"
    assert source_line(named).endswith("栖川日报.txt line 3")


def printings(count: int) -> tuple[Printing, ...]:
    return tuple(
        Printing(
            article_id=f"p{n}",
            source=f"报{n}",
            file=f"{n}.txt",
            published=date(2021, 1, n),
            url="http://x",
        )
        for n in range(1, count + 1)
    )


def test_further_sources_stand_below_the_source() -> None:
    cited = replace(citation(), also_in=(*printings(1), replace(printings(1)[0], published=None)))
    assert plain(Answer(question="q", citations=(cited,))).endswith(
        "    —— 《水库》 · 2021-01-18 · 日报\n    另见：报1 2021-01-01；报1\n\n"
    )
    assert "另见：报1 2021-01-01；报1" in on_terminal(
        Answer(question="q", citations=(cited,)), width=100
    )


def test_of_many_further_sources_the_first_are_shown() -> None:
    cited = replace(citation(), also_in=printings(5))
    line = "另见：报1 2021-01-01；报2 2021-01-02；报3 2021-01-03 等 5 处\n"
    assert line in plain(Answer(question="q", citations=(cited,)))
    speak("en")
    line = "Also in: 报1 2021-01-01; 报2 2021-01-02; 报3 2021-01-03 and 2 more\n"
    assert line in plain(Answer(question="q", citations=(cited,)))


def test_json_names_file_lines_and_further_sources() -> None:
    cited = replace(citation(), passage=PLACED, also_in=printings(1))
    (found,) = answer_json(Answer(question="q", citations=(cited,)))["citations"]
    assert (found["source"], found["file"], found["lines"], found["date_estimated"]) == (
        "栖川日报.txt",
        "栖川日报.txt",
        [[12, 14], [20, 20]],
        True,
    )
    assert found["also_in"] == [
        {"source": "报1", "date": "2021-01-01", "file": "1.txt", "url": "http://x"}
    ]
    (plain_one,) = answer_json(Answer(question="q", citations=(citation(),)))["citations"]
    assert (plain_one["lines"], plain_one["also_in"]) == ([], [])
    assert "date_estimated" not in plain_one


def test_article_with_an_estimated_date_says_so() -> None:
    article = Article(
        id="a1",
        title="水库",
        paragraphs=("开工。",),
        source="日报",
        published=date(2021, 1, 18),
        estimated=True,
    )
    stream = io.StringIO()
    print_article(make_console(stream), article)
    assert stream.getvalue().splitlines()[1] == "约 2021-01-18 · 日报 · a1"
    assert article_json(article)["date_estimated"] is True
    assert "date_estimated" not in article_json(replace(article, estimated=False))


def test_raw_lines_are_numbered_and_gaps_marked() -> None:
    stream = io.StringIO()
    print_raw(make_console(stream), [(2, "水库开工"), (3, "[bold]本报讯[/bold]"), (20, "完工")])
    assert stream.getvalue() == "     2 水库开工\n     3 [bold]本报讯[/bold]\n     ⋮\n    20 完工\n"


def test_words_searched_for_besides_are_told() -> None:
    answer = Answer(question="新彊种什么", citations=(citation(),), corrections={"新彊": "新疆"})
    told = "“新彊”也按同音的“新疆”查找。\n"
    assert plain(answer).startswith(f"{told}[1] ")
    assert told.strip() in render_answer(answer, link=str)[0].splitlines()
    assert answer_json(answer)["corrections"] == {"新彊": "新疆"}
    assert "corrections" not in answer_json(replace(answer, corrections={}))
    speak("en")
    assert plain(answer).startswith("Also searched for 新疆, which sounds like 新彊.\n")


def test_parts_without_an_answer_are_told() -> None:
    answer = Answer(
        question="水库投资多少，谁建的", citations=(citation(),), unanswered=("水库谁建的",)
    )
    told = "没有找到答案的部分：水库谁建的"
    assert plain(answer).endswith(f"\n{told}\n")
    assert render_answer(answer, link=str)[0].endswith(told)
    assert answer_json(answer)["unanswered"] == ["水库谁建的"]
