"""The parts of the benchmarks that figures rest on."""

import time
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.archive import Noise, Originals, searched_texts
from benchmarks.chart import write_chart
from benchmarks.question import Watch
from qabot.language.words import Tokenizer
from qabot.types import Article

ARTICLE = Article(
    id="a1",
    title="云泊水库主体工程完成64%",
    paragraphs=(
        "云泊水库建设指挥部介绍，主体工程已经完成64%，累计完成投资4.68亿元。",
        "水库建成以后，下游的农田灌溉面积将增加三万多亩，居民饮水也更加安全可靠。",
    ),
    source="栖川日报",
    published=date(2023, 3, 14),
)


@pytest.fixture(scope="module")
def originals(tokenizer: Tokenizer) -> Originals:
    return Originals([ARTICLE], tokenizer)


def test_a_repeated_article_has_other_words_of_the_same_length(originals: Originals) -> None:
    repeated = originals.repeated(0, 3)
    assert repeated.id == "a1-3"
    assert len(repeated.text) == len(ARTICLE.text)
    assert repeated.text != ARTICLE.text
    marks = Counter(c for c in ARTICLE.text if not c.isalnum())
    assert Counter(c for c in repeated.text if not c.isalnum()) == marks
    assert len(searched_texts(repeated)) == len(searched_texts(ARTICLE))


def test_no_two_repetitions_are_the_same(originals: Originals) -> None:
    texts = {originals.repeated(0, round_).text for round_ in range(1, 51)}
    assert len(texts) == 50


def test_noise_keeps_the_spread_of_the_real_vectors_and_a_cosine_of_point_nine() -> None:
    random_ = np.random.default_rng(0)
    # Like those of the encoder: all in one direction, mean cosine of two about .8.
    real = random_.normal(size=(4_000, 64)).astype(np.float32)
    real[:, 0] += 16
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    near = Noise(real).near(real)
    assert np.linalg.norm(near, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (near * real).sum(axis=1).mean() == pytest.approx(0.9, abs=0.01)
    assert near.mean(axis=0) == pytest.approx(real.mean(axis=0), abs=0.01)
    assert np.cov(near.T).trace() == pytest.approx(np.cov(real.T).trace(), rel=0.05)


def test_a_stage_inside_another_is_not_counted_twice() -> None:
    watch = Watch()
    inner = watch.watched("inner", lambda: time.sleep(0.05))

    def work() -> None:
        inner()
        time.sleep(0.01)

    watch.watched("outer", work)()
    assert watch.seconds["inner"] >= 0.05
    assert 0.01 <= watch.seconds["outer"] < 0.05


def test_a_chart_has_each_line_with_its_name_and_last_figure(tmp_path: Path) -> None:
    file = tmp_path / "growth.svg"
    write_chart(file, "ms", "passages", {"dense": {1_000: 0.5, 10_000: 5.0}, "a<b": {1_000: 2.0}})
    root = ET.fromstring(file.read_text("utf-8"))
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"dense  5", "a<b  2", "1,000", "10,000", "0.1", "10"} <= set(texts)
