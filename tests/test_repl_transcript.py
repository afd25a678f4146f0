from dataclasses import replace
from datetime import date

import pytest
from test_terminal import citation, printings

from qabot.channels.repl.transcript import Transcript
from qabot.messages import speak
from qabot.searching import Period
from qabot.types import Answer

TODAY = date(2026, 11, 30)
QUOTE = r"> 总投资\[bold\]7.26亿元\[/bold\]:smile:。"


def test_conversation_is_markdown_with_a_footnote_for_every_source() -> None:
    linked = replace(citation(2).passage, id="b#0", url="https://example.org/1")
    transcript = Transcript()
    answer = Answer(
        question="总投资呢？",
        citations=(citation(),),
        understood="水库总投资呢？",
        unanswered=("谁建的",),
    )
    transcript.add(answer, Period())
    transcript.add_more([replace(citation(2), passage=linked, also_in=printings(1))])
    transcript.begin_anew()
    transcript.add(Answer(question="水库", citations=(citation(),)), Period(date(2021, 1, 1)))
    assert transcript.markdown(TODAY) == "\n\n".join(
        [
            "# qabot 问答，2026-11-30",
            "## 总投资呢？",
            "*理解为：水库总投资呢？*",
            f"{QUOTE}[^1]",
            f"{QUOTE}[^2]",
            "*没有找到答案的部分：谁建的*",
            "---",
            "## 水库",
            "*只看 2021-01-01 至 … 的文章*",
            f"{QUOTE}[^1]",
            "[^1]: 《水库》，2021-01-18，日报",
            "[^2]: 《水库》，2021-01-18，日报，<https://example.org/1>。另见：报1 2021-01-01\n",
        ]
    )


def test_refusal_keeps_its_reason_and_what_was_near() -> None:
    transcript = Transcript()
    transcript.add(Answer(question="q", reason="档案里没有。", related=(citation(),)), Period())
    speak("en")
    assert transcript.markdown(TODAY).split("\n\n")[:5] == [
        "# Questions to qabot, 2026-11-30",
        "## q",
        "*档案里没有。*",
        "Nearest passages (not an answer):",
        f"{QUOTE}[^1]",
    ]


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("1. 谁", r"## 1\. 谁"),
        ("- 谁\n#说", r"## \- 谁 \#说"),
        ("a_b*c*`d`<e>", r"## a\_b\*c\*\`d\`\<e\>"),
    ],
)
def test_signs_of_markdown_stand_as_they_were_typed(question: str, heading: str) -> None:
    transcript = Transcript()
    transcript.add(Answer(question=question, reason="无"), Period())
    assert transcript.markdown(TODAY).split("\n\n")[1] == heading


def test_transcript_is_empty_until_something_was_asked() -> None:
    transcript = Transcript()
    transcript.begin_anew()
    assert not transcript
    transcript.add(Answer(question="q", reason="无"), Period())
    assert transcript
