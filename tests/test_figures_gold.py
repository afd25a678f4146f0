"""Figures of labelled sentences, where their corpus lies beside this checkout."""

from pathlib import Path

import pytest

from benchmarks.figures import measure, sentences
from qabot.language.words import Tokenizer

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "cctv" / "corpus.jsonl.gz"


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus is not beside this checkout")
def test_number_unit_thing_and_date_are_right_together(tokenizer: Tokenizer) -> None:
    every = [*sentences(CORPUS)]
    assert len(every) == 100
    tuned = measure([one for one in every if not one[0]["held_out"]], tokenizer)
    held_out = measure([one for one in every if one[0]["held_out"]], tokenizer)
    assert tuned.f1 >= 0.9
    assert held_out.f1 >= 0.8
