"""The dense leg: the cosine of every passage with a question, exact for those that count.

The vectors lie in one file, row i is passage i. Above some size a second file holds one bit for each of their
dimensions (RaBitQ, 56 bytes a passage of 384 dimensions instead of 1536): a question looks through those, takes
many more candidates than it needs, and only they are scored with their vectors. Codes lie row by row as the
vectors do, without lists or a graph, so that a period needs no approximation of its own and an addition no
training. Both files are memory-mapped.
Source: Gao and Long 2024, RaBitQ, SIGMOD. Inverted lists were measured and left out: with the packaged model
three tenths of the lists must be read for a recall@100 of .99, which costs as much as all codes.
"""

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.types import Vectors

VECTORS_FILE = "dense.npy"
COARSE_FILE = "dense-coarse.faiss"
# From here on the codes pay: below, reading every vector takes no longer than codes and candidates, 3 ms of one
# core (`python -m benchmarks.dense`).
COARSE_FROM = 20_000
# Candidates for each hit wanted: recall@100 is .999 at 200,000 and at 1 M passages; with half of it .995 and .989.
_CANDIDATES = 20
# Bits of each dimension of a question: recall is that of 8, time three quarters.
_QUESTION_BITS = 4
_TRAINED_ON = 1 << 16
_BLOCK = 1 << 13


@dataclass(frozen=True, slots=True)
class DenseLeg:
    """Vectors and, where there are many, their codes; memory-mapped.

    Attributes:
        vectors: (n, d) float32, rows of length 1.
        coarse: FAISS index over the codes of the same rows: a rotation, then RaBitQ; None for few passages.
    """

    vectors: Vectors
    coarse: Any = None

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
        return cls(vectors, coarse)

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
            block = self.vectors[rows[at : at + _BLOCK]]
            scores[at : at + _BLOCK] = np.vecdot(block, vector)
        if self.coarse is not None:
            _unmap(self.vectors)
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
        rows = np.arange(len(self.vectors)) if allowed is None else np.flatnonzero(allowed)
        if self.coarse is None:
            return rows if len(rows) <= k else _best(rows, np.vecdot(self.vectors, vector)[rows], k)
        wanted = k * _CANDIDATES
        return rows if len(rows) <= wanted else self._coarse_search(vector, wanted, allowed)

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

    codes = faiss.IndexRaBitQ(dimension, faiss.METRIC_INNER_PRODUCT)
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
