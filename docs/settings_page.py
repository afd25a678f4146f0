"""Makes the table of settings in the handbook from the settings themselves, so that they cannot differ.

MkDocs calls `on_page_markdown` for every page (`hooks` in mkdocs.yml). The English words are those of the docstring in
qabot/settings.py, the Chinese ones stand in docs/settings_zh.toml; a setting that lacks either stops the build.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from qabot.settings import Settings

_MARK = re.compile(r"<!-- settings: (zh|en) -->")
_HEADS = {
    "zh": "| 变量 | 默认 | 作用 |\n|---|---|---|\n",
    "en": "| variable | default | what |\n|---|---|---|\n",
}
# Defaults that are another on each machine, or too long for a table.
_DEFAULTS = {
    "cache": {"zh": "用户的缓存目录", "en": "the user's cache folder"},
    "telegram_state": {"zh": "用户的状态目录", "en": "in the user's state folder"},
    "name_patterns": {"zh": "内置", "en": "built in"},
    "now": {"zh": "当天", "en": "the clock's day"},
    "threads": {"zh": "核数", "en": "the cores"},
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the table where a page asks for it: `<!-- settings: zh -->`."""
    return _MARK.sub(lambda mark: table(mark[1]), markdown)


def table(language: str) -> str:
    """Return the table in a language, `zh` or `en`.

    Raises:
        KeyError: A setting has no words in this language.
    """
    words = chinese() if language == "zh" else english()
    rows = [
        f"| `QABOT_{name.upper()}` | {_default(name, field, language)} | {words[name]}{_values(field, words[name], language)} |\n"
        for name, field in Settings.model_fields.items()
    ]
    return _HEADS[language] + "".join(rows)


def english() -> dict[str, str]:
    """Return what each setting is, from the docstring."""
    found = re.findall(
        r"^ {8}(\w+): (.+(?:\n {12}.+)*)", Settings.__doc__ or "", flags=re.MULTILINE
    )
    return {name: re.sub(r"\s+", " ", text).replace("|", "\\|") for name, text in found}


def chinese() -> dict[str, str]:
    """Return what each setting is, in Chinese."""
    with (Path(__file__).parent / "settings_zh.toml").open("rb") as file:
        return tomllib.load(file)


def _default(name: str, field: FieldInfo, language: str) -> str:
    if name in _DEFAULTS:
        return _DEFAULTS[name][language]
    if field.default in (None, "", PydanticUndefined):
        return "–"
    return f"`{field.default}`"


def _values(field: FieldInfo, words: str, language: str) -> str:
    """Return the values that a setting may have, where they are few and its words do not name them all."""
    if get_origin(field.annotation) is not Literal:
        return ""
    values = [str(value) for value in get_args(field.annotation)]
    if all(f"`{value}`" in words for value in values if value != str(field.default)):
        return ""
    listed = ("、" if language == "zh" else ", ").join(f"`{value}`" for value in values)
    return f"可用：{listed}。" if language == "zh" else f" One of {listed}."
