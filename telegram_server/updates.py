"""Updates as Telegram sends them."""

import time
from itertools import count
from typing import Any

READER = 42
_numbers = count(1)


def message(text: str = "", *, sender: int = READER, **fields: Any) -> dict[str, Any]:
    """A private message as Telegram sends it; `fields` adds to it or replaces parts."""
    words = text.split()
    is_command = text.startswith("/")
    return {
        "message_id": next(_numbers),
        "date": int(time.time()),
        "chat": {"id": sender, "type": "private", "first_name": "读者"},
        "from": {
            "id": sender,
            "is_bot": False,
            "first_name": "读者",
            "language_code": fields.pop("language_code", "zh-hans"),
        },
        **({"text": text} if text else {}),
        **(
            {"entities": [{"type": "bot_command", "offset": 0, "length": len(words[0])}]}
            if is_command
            else {}
        ),
        **fields,
    }


def inline_query(text: str, sender: int = READER) -> dict[str, Any]:
    """What someone typed after the bot's name, as Telegram sends it."""
    who = {"id": sender, "is_bot": False, "first_name": "读者", "language_code": "zh-hans"}
    return {"id": str(next(_numbers)), "from": who, "query": text, "offset": ""}


def press(
    data: str, shown: dict[str, Any] | None = None, *, sender: int = READER
) -> dict[str, Any]:
    """A press of a button as Telegram sends it, under a message that is shown, if there is one."""
    query = {
        "id": str(next(_numbers)),
        "from": message(sender=sender)["from"],
        "chat_instance": "1",
        "data": data,
    }
    return query if shown is None else {**query, "message": shown}
