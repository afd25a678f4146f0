"""Who may ask."""

import re
from dataclasses import dataclass

from qabot.errors import SettingsError
from qabot.messages import say

EVERYONE = "*"
_ID = re.compile(r"-?[0-9]+")  # ids of groups and channels are negative
_SEPARATORS = re.compile(r"[\s,，、]+")


@dataclass(frozen=True, slots=True)
class Access:
    """The allow-list. It fails closed: what it does not name may not ask.

    Attributes:
        everyone: True if no list is kept.
        ids: Users and chats that may ask; a private chat has the id of its user.
    """

    everyone: bool = False
    ids: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, value: str) -> "Access":
        """Read `telegram_allow`: `*`, or ids apart by commas or spaces; empty is nobody.

        Raises:
            SettingsError: A part is neither `*` nor a number.
        """
        parts = [part for part in _SEPARATORS.split(value) if part]
        wrong = [part for part in parts if part != EVERYONE and not _ID.fullmatch(part)]
        if wrong:
            raise SettingsError(
                say(
                    f"QABOT_TELEGRAM_ALLOW 里的 {wrong[0]!r} 不是 Telegram 的数字 ID。",
                    f"QABOT_TELEGRAM_ALLOW holds {wrong[0]!r}, which is no Telegram id.",
                ),
                say(
                    "请写数字 ID，用逗号或空格隔开；写 * 表示所有人。",
                    "Give numbers, apart by commas or spaces, or * for everyone.",
                ),
            )
        return cls(
            everyone=EVERYONE in parts,
            ids=frozenset(int(part) for part in parts if part != EVERYONE),
        )

    def allows(self, *ids: int) -> bool:
        """True if everyone may ask, or one of these ids is on the list."""
        return self.everyone or not self.ids.isdisjoint(ids)
