"""What an index is made of: written last, read first."""

import json
import zlib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from qabot.errors import IndexDamagedError, IndexMismatchError
from qabot.messages import say

FORMAT = 7
FILE = "manifest.json"
# Files up to this size are compared with their checksum whenever the index is opened; larger ones by size
# only, since reading them would undo what mapping them into memory gains.
_CHECKED_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The description of one build.

    Attributes:
        format: Number of the layout on disk.
        model: Identity of the encoder.
        dimension: Length of a vector.
        tokenizer: Fingerprint of tokenizer, dictionaries and stop words.
        reading: Fingerprint of the code and settings by which files were read.
        passage_rule: How articles were cut, with the longest passage in characters.
        reprints: Articles that are nearly identical to another one.
        aliases: Ids of earlier builds that lead to an article.
        corpus: SHA-256 over all that was taken from the files of the corpus.
        built_at: UTC, ISO 8601.
        files: Name → (bytes, CRC-32) of every other file; of a large one, 0 in place of the latter.
    """

    format: int
    model: str
    dimension: int
    tokenizer: str
    reading: str
    passage_rule: str
    articles: int
    passages: int
    reprints: int
    aliases: int
    terms: int
    corpus: str
    built_at: str
    files: dict[str, tuple[int, int]]

    @property
    def recipe(self) -> tuple[object, ...]:
        """Everything besides the corpus that decides what an index holds; a build can go on from one of its own."""
        return self.format, self.model, self.tokenizer, self.reading, self.passage_rule

    def save(self, folder: Path) -> None:
        """Write it."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Manifest":
        """Read it.

        Raises:
            IndexDamagedError: It is missing or is not a manifest.
            IndexMismatchError: It is of another format.
        """
        path = folder / FILE
        try:
            data = json.loads(path.read_text("utf-8"))
            found = data["format"]
            if found == FORMAT:
                values = {field.name: data[field.name] for field in fields(cls)}
                return cls(
                    **values
                    | {"files": {n: (int(s), int(c)) for n, (s, c) in data["files"].items()}}
                )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
            why = f"{type(exc).__name__}: {exc}"
            raise IndexDamagedError(
                say(f"索引清单 {path} 损坏：{why}。", f"The manifest {path} is damaged: {why}.")
            ) from exc
        raise IndexMismatchError(
            say(
                f"索引 {folder} 的格式是 {found}，本版本用 {FORMAT}。",
                f"The index {folder} has format {found}; this version uses {FORMAT}.",
            )
        )

    def check_maker(self, model: str, tokenizer: str) -> None:
        """Compare model and dictionary with those that questions are to be asked by.

        Args:
            model: Identity of the encoder.
            tokenizer: Fingerprint of the tokenizer.

        Raises:
            IndexMismatchError: They are others.
        """
        if self.model != model:
            raise IndexMismatchError(
                say(
                    f"索引由模型 {self.model} 建立，现在设置的是 {model}。",
                    f"The index was made by the model {self.model}; the settings name {model}.",
                ),
                say(
                    "请运行 qabot reindex，或把 QABOT_MODEL 改回原来的模型。",
                    "Run qabot reindex, or set QABOT_MODEL back to that model.",
                ),
            )
        if self.tokenizer != tokenizer:
            raise IndexMismatchError(
                say("索引是用另一份词典建立的。", "The index was made with another dictionary.")
            )

    def check_files(self, folder: Path) -> None:
        """Compare the files with what was written.

        Raises:
            IndexDamagedError: One is missing, has another size, or another checksum; names it.
        """
        for name, (size, crc) in self.files.items():
            path = folder / name
            try:
                found = path.stat().st_size
                same = found == size and (size > _CHECKED_BYTES or _checksum(path) == crc)
            except OSError as exc:
                raise IndexDamagedError(
                    say(f"索引缺少文件 {path}。", f"A file of the index is missing: {path}.")
                ) from exc
            if not same:
                raise IndexDamagedError(
                    say(
                        f"索引文件 {path} 损坏（现有 {found} 字节，应有 {size} 字节）。",
                        f"A file of the index is damaged: {path} ({found} bytes, written were {size}).",
                    )
                )


def describe_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and CRC-32 of every file in a folder, as `Manifest.files` has them."""
    sizes = {path: path.stat().st_size for path in sorted(folder.iterdir())}
    return {
        path.name: (size, 0 if size > _CHECKED_BYTES else _checksum(path))
        for path, size in sizes.items()
    }


def _checksum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc
