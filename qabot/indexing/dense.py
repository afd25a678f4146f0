"""The dense leg: the cosine of every passage with a question, exact for those that count.

The vectors lie in one file, row i is passage i. Above some size a second file holds two bits for each of their
dimensions (RaBitQ, 116 bytes a passage of 384 dimensions instead of 1536): a question looks through those, takes
more candidates than it needs, and only they are scored with their vectors. Codes lie row by row as the
vectors do, without lists or a graph, so that a period needs no approximation of its own and an addition no
training. The codes are memory-mapped.
Source: Gao and Long 2024, RaBitQ, SIGMOD; Gao et al. 2025, its extension to more bits, SIGMOD. Inverted lists were
measured and left out: with the packaged model three tenths of the lists must be read for a recall@100 of .99, which
costs as much as all codes. One bit was measured and left: among passages of which each has 50 like it, it needs four
times the candidates, and reading those takes longer than the codes.
"""

import mmap
import os
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.messages import say
from qabot.types import Vectors

VECTORS_FILE = "dense.npy"
COARSE_FILE = "dense-coarse.faiss"
# From here on the codes pay: below, reading every vector takes no longer than codes and candidates, 3 ms of one
# core (`python -m benchmarks.dense`).
COARSE_FROM = 20_000
# Candidates for each hit wanted, at so many passages; the more there are, the more lie as near as the last of the best.
# Recall@100 is .995 at 100,000 passages with 5 and .992 at 1 M with 10 (`python -m benchmarks.dense`).
_CANDIDATES, _CANDIDATES_AT = 5, 100_000
_CANDIDATES_GROW = 0.3  # by the power of this
# Bits of each dimension of a passage, and of a question: recall is that of 8, time three quarters.
_BITS, _QUESTION_BITS = 2, 4
_TRAINED_ON = 1 << 16
_BLOCK = 1 << 13


@dataclass(frozen=True, slots=True)
class DenseLeg:
    """Vectors and, where there are many, their codes.

    Attributes:
        vectors: (n, d) float32, rows of length 1; memory-mapped.
        coarse: FAISS index over the codes of the same rows: a rotation, then RaBitQ, memory-mapped; None for few
            passages.
        rows: Reads some of the vectors; None where all are read.
    """

    vectors: Vectors
    coarse: Any = None
    rows: "_Rows | None" = None

    @classmethod
    def load(cls, folder: Path) -> "DenseLeg":
        """Map the files into memory.

        Raises:
            OSError: A file cannot be read.
            ValueError: A file does not hold what it should, or the two do not fit each other.
            RuntimeError: FAISS cannot read the codes.
        """
        vectors = np.load(folder / VECTORS_FILE, mmap_mode="r", allow_pickle=False)
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise ValueError(f"{VECTORS_FILE} holds no vectors")
        if not (folder / COARSE_FILE).exists():
            return cls(vectors)
        import faiss

        coarse = faiss.read_index(str(folder / COARSE_FILE), faiss.IO_FLAG_MMAP_IFC)
        if not isinstance(coarse, faiss.IndexPreTransform):
            raise ValueError(f"{COARSE_FILE} holds another index")  # noqa: TRY004
        if (coarse.ntotal, coarse.d) != vectors.shape:
            raise ValueError(f"{COARSE_FILE} and {VECTORS_FILE} do not fit each other")
        return cls(vectors, coarse, _Rows(folder / VECTORS_FILE, vectors))

    def search(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a question and their cosines, best first, equal ones by row.

        Args:
            vector: (d,) float32 of length 1.
            k: Most rows.
            allowed: (n,) where to look; None is everywhere.
        """
        rows = self._candidates(vector, k, allowed)
        scores = self.cosines(rows, vector)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def cosines(self, rows: NDArray[np.int64], vector: Vectors) -> NDArray[np.float32]:
        """Return exact cosines, row by row.

        A product of matrix and vector would sum in an order that depends on the row, so that equal vectors differ,
        and on a busy machine its threads wait for each other longer than they work.
        """
        scores = np.empty(len(rows), dtype=np.float32)
        for at in range(0, len(rows), _BLOCK):
            part = rows[at : at + _BLOCK]
            block = self.rows.read(part) if self.rows else self.vectors[part]
            scores[at : at + _BLOCK] = np.vecdot(block, vector)
        return scores

    def blocks(self) -> Iterator[Vectors]:
        """Yield the vectors in order, some thousand at once."""
        for at in range(0, len(self.vectors), _BLOCK):
            yield self.vectors[at : at + _BLOCK]
            _unmap(self.vectors)

    def _candidates(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """Return rows, ascending, that hold the k nearest."""
        count = len(self.vectors) if allowed is None else np.count_nonzero(allowed)
        if self.coarse is not None:
            more = max(1.0, (len(self.vectors) / _CANDIDATES_AT) ** _CANDIDATES_GROW)
            wanted = round(k * _CANDIDATES * more)
            if count > wanted:
                return self._coarse_search(vector, wanted, allowed)
        rows = np.arange(count) if allowed is None else np.flatnonzero(allowed)
        if self.coarse is None and count > k:
            return _best(rows, np.vecdot(self.vectors, vector)[rows], k)
        return rows

    def _coarse_search(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        import faiss

        # One question is searched by one thread whatever OpenMP is told; its others would only spin, in the way
        # of other questions. The setting is the calling thread's own.
        faiss.omp_set_num_threads(1)
        parameters: Any = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            inner = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            parameters = faiss.SearchParametersPreTransform(index_params=inner)  # type: ignore[call-arg]
        rows: NDArray[np.int64] = self.coarse.search(vector[None], k, params=parameters)[1][0]
        return np.sort(rows[rows >= 0])


class _Rows:
    """Reads rows of a file of vectors, here and there.

    Of a mapped file the system maps sixteen pages for each that is touched, which takes three times as long as
    reading the row, and makes the file count as memory of this process.

    Args:
        path: The file.
        vectors: It as a mapped array.
    """

    def __init__(self, path: Path, vectors: Vectors) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._begin = path.stat().st_size - vectors.nbytes
        self._dimension = vectors.shape[1]

    def read(self, rows: NDArray[np.int64]) -> Vectors:
        """Return (m, d) float32.

        Raises:
            OSError: The disk cannot be read.
        """
        found: Vectors = np.empty((len(rows), self._dimension), dtype=np.float32)
        size = found.itemsize * self._dimension
        buffer = found.data.cast("B") if len(rows) else memoryview(b"")
        for at, row in enumerate(rows.tolist()):
            place = buffer[at * size : (at + 1) * size]
            if os.preadv(self._file, [place], self._begin + row * size) != size:
                raise OSError(say("向量文件被截短了。", "The file of vectors was cut short."))
        return found


def write_dense(
    folder: Path, blocks: Iterable[Vectors], count: int, *, coarse_from: int = COARSE_FROM
) -> DenseLeg:
    """Write the leg from its vectors.

    Args:
        folder: Where to.
        blocks: (m, d) float32 each, m above 0, rows of length 1, in order.
        count: How many vectors they hold, above 0.
        coarse_from: Least number of vectors that get codes.

    Returns:
        The leg, as read back.

    Raises:
        OSError: The disk is full or cannot be written.
    """
    vectors = _write_vectors(folder, blocks, count)
    if count >= coarse_from:
        _write_coarse(folder, _train(vectors), vectors)
    return DenseLeg.load(folder)


def carry_dense(
    old: DenseLeg,
    kept: NDArray[np.int64],
    blocks: Iterable[Vectors],
    added: int,
    folder: Path,
    *,
    coarse_from: int = COARSE_FROM,
) -> DenseLeg:
    """Write the leg that an old one becomes when passages leave and others are added.

    Codes of passages that stay are copied. They hang on the mean of all vectors, so all are made anew when the
    number of passages has passed a power of two: never later than when it has doubled.

    Args:
        old: The leg so far, of another folder.
        kept: (m,) rows of it that become rows 0 to m - 1.
        blocks: (p, d) float32 each, rows of length 1, that follow them.
        added: How many vectors they hold; may be 0.
        folder: Where to.
        coarse_from: Least number of vectors that get codes.

    Returns:
        The leg, as read back.

    Raises:
        OSError: The disk is full or cannot be written.
    """
    count = len(kept) + added
    vectors = _write_vectors(folder, chain(_blocks(old, kept), blocks), count)
    if count >= coarse_from:
        if old.coarse is None or count.bit_length() > len(old.vectors).bit_length():
            _write_coarse(folder, _train(vectors), vectors)
        else:
            _write_coarse(folder, _with_codes(old.coarse, kept), vectors[len(kept) :])
    return DenseLeg.load(folder)


def _best(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the k of these rows with the highest scores, ascending."""
    return rows[np.sort(np.argpartition(scores, -k)[-k:])]


def _blocks(leg: DenseLeg, kept: NDArray[np.int64]) -> Iterator[Vectors]:
    for at in range(0, len(kept), _BLOCK):
        yield leg.vectors[kept[at : at + _BLOCK]]
        _unmap(leg.vectors)


def _write_vectors(folder: Path, blocks: Iterable[Vectors], count: int) -> Vectors:
    """Write the vectors, never more than a block of them in memory; return them mapped."""
    written = 0
    with (folder / VECTORS_FILE).open("wb") as file:
        for block in blocks:
            if not written:
                header = {"descr": "<f4", "fortran_order": False, "shape": (count, block.shape[1])}
                np.lib.format.write_array_header_1_0(file, header)
            file.write(np.ascontiguousarray(block, dtype="<f4").data)
            written += len(block)
    if written != count:
        raise ValueError(f"{written} vectors instead of {count}")
    vectors: Vectors = np.load(folder / VECTORS_FILE, mmap_mode="r", allow_pickle=False)
    return vectors


def _train(vectors: Vectors) -> Any:
    """Return an index without codes; it knows the mean of the vectors, or of an even sample of many."""
    import faiss

    dimension = vectors.shape[1]
    # Spreads what a model puts into few dimensions over all of them, since each gets one bit.
    rotation = faiss.RandomRotationMatrix(dimension, dimension)
    rotation.init(1)
    index = faiss.IndexPreTransform(rotation, _no_codes(dimension))
    index.train(np.ascontiguousarray(vectors[:: -(-len(vectors) // _TRAINED_ON)]))
    _unmap(vectors)
    return index


def _with_codes(old: Any, kept: NDArray[np.int64]) -> Any:
    """Return an index trained as an old one, with these of its codes."""
    import faiss

    codes: Any = faiss.downcast_index(old.index)
    size = codes.code_size
    table = faiss.rev_swig_ptr(codes.codes.data(), codes.ntotal * size).reshape(-1, size)
    copied = _no_codes(old.d)
    copied.center = codes.center
    copied.is_trained = True
    for at in range(0, len(kept), _BLOCK):
        copied.add_sa_codes(table[kept[at : at + _BLOCK]])
    # An index that is mapped cannot be emptied, nor its copy, so this one is put together.
    return faiss.IndexPreTransform(faiss.downcast_VectorTransform(old.chain.at(0)), copied)


def _no_codes(dimension: int) -> Any:
    import faiss

    codes = faiss.IndexRaBitQ(dimension, faiss.METRIC_INNER_PRODUCT, _BITS)
    codes.qb = _QUESTION_BITS
    return codes


def _write_coarse(folder: Path, index: Any, vectors: Vectors) -> None:
    """Add the codes of these vectors to an index and write it."""
    import faiss

    for at in range(0, len(vectors), _BLOCK):
        index.add(np.ascontiguousarray(vectors[at : at + _BLOCK]))
        _unmap(vectors)
    try:
        faiss.write_index(index, str(folder / COARSE_FILE))
    except RuntimeError as exc:  # FAISS, in C++, reports a failed write without a number
        raise OSError(str(exc)) from exc


def _unmap(vectors: Vectors) -> None:
    """Let go of a file's pages: they stay in the system's cache, but count for this process no more.

    The system maps sixteen pages for each that is read, and rows that candidates lie in are all over the file.
    """
    if isinstance(vectors.base, mmap.mmap):
        vectors.base.madvise(mmap.MADV_DONTNEED)
