"""Who may ask, and who runs the bot."""

import re
from dataclasses import dataclass

from qabot.errors import SettingsError
from qabot.messages import say

EVERYONE = "*"
_ID = re.compile(r"-?[0-9]+")  # ids of groups and channels are negative
_USER_ID = re.compile(r"[0-9]+")
_SEPARATORS = re.compile(r"[\s,，、]+")


@dataclass(frozen=True, slots=True)
class Access:
    """The allow-list. It fails closed: what it does not name may not ask.

    Attributes:
        everyone: True if no list is kept.
        ids: Users and chats that may ask; a private chat has the id of its user.
        admins: Users that run the bot; they may always ask.
    """

    everyone: bool = False
    ids: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, allow: str, admins: str = "") -> "Access":
        """Read `telegram_allow` and `telegram_admins`: ids apart by commas or spaces; empty is nobody.

        Args:
            allow: Ids of users and chats, or `*`.
            admins: Ids of users.

        Raises:
            SettingsError: A part is no id of these kinds; names the setting and the part.
        """
        allowed = _parts(allow)
        for part in allowed:
            if part != EVERYONE and not _ID.fullmatch(part):
                raise _no_id(
                    "QABOT_TELEGRAM_ALLOW",
                    part,
                    say("；写 * 表示所有人", ", or * for everyone"),
                )
        running = _parts(admins)
        for part in running:
            if not _USER_ID.fullmatch(part):
                raise _no_id("QABOT_TELEGRAM_ADMINS", part)
        return cls(
            everyone=EVERYONE in allowed,
            ids=frozenset(int(part) for part in allowed if part != EVERYONE),
            admins=frozenset(map(int, running)),
        )

    def allows(self, *ids: int) -> bool:
        """True if everyone may ask, or one of these ids is on the list or an administrator's."""
        return self.everyone or not (self.ids | self.admins).isdisjoint(ids)


def _parts(value: str) -> list[str]:
    return [part for part in _SEPARATORS.split(value) if part]


def _no_id(setting: str, part: str, otherwise: str = "") -> SettingsError:
    return SettingsError(
        say(
            f"{setting} 里的 {part!r} 不是 Telegram 的数字 ID。",
            f"{setting} holds {part!r}, which is no Telegram id.",
        ),
        say(
            f"请写数字 ID，用逗号或空格隔开{otherwise}。",
            f"Give numbers, apart by commas or spaces{otherwise}.",
        ),
    )
