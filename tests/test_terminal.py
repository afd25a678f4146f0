import io
from datetime import date

from rich.console import Console

from qabot.channels.terminal import make_console, print_answer, print_article, source_line
from qabot.types import Answer, Article, Citation, Passage

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


def on_terminal(answer: Answer, width: int = 30) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        width=width,
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
    assert "\x1b[2m水库开工。 " in screen
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
