"""The file in which the bot keeps its state."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from qabot.errors import SettingsError
from qabot.messages import say

# Raised with every change of the tables; a file of a newer version is left alone.
_VERSION = 3
_SCHEMA = """
CREATE TABLE updates (           -- what Telegram has handed over
    id INTEGER PRIMARY KEY,
    body TEXT,                   -- JSON, until it is done
    at REAL NOT NULL,            -- seconds since 1970
    tries INTEGER NOT NULL DEFAULT 0,  -- how often it was begun and not ended
    placeholder INTEGER,         -- message that the answer will replace
    sent INTEGER NOT NULL DEFAULT 0,  -- how many messages of the answer
    understood TEXT,             -- the whole question, once it has been searched for
    done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE answers (           -- what was shown, for its buttons, statistics and export
    id TEXT PRIMARY KEY,         -- short and random: it stands in callback data
    chat INTEGER NOT NULL,
    at REAL NOT NULL,
    question TEXT NOT NULL,      -- the whole one, where a follow-up was completed
    found INTEGER NOT NULL,
    text TEXT,                   -- the shortest answer
    passages TEXT NOT NULL,      -- JSON: ids of passages with what is marked in each, best first
    cited INTEGER NOT NULL,      -- how many of them its message shows
    message TEXT NOT NULL,       -- HTML, to which buttons lead back
    ms REAL NOT NULL,
    first_message INTEGER,       -- that shows it
    closed INTEGER NOT NULL DEFAULT 0  -- after /new, nothing follows up on it
);
CREATE INDEX answers_at ON answers (at);
CREATE INDEX answers_shown ON answers (chat, first_message);
CREATE TABLE votes (
    answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    user INTEGER NOT NULL,
    good INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (answer, user)
) WITHOUT ROWID;
CREATE TABLE remarks (           -- /feedback in words
    chat INTEGER NOT NULL,
    user INTEGER NOT NULL,
    at REAL NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE links (             -- codes of articles whose ids a link cannot carry
    code TEXT PRIMARY KEY,
    article TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE preferences (
    chat INTEGER PRIMARY KEY,
    k INTEGER,
    language TEXT,
    first TEXT,                  -- YYYY-MM-DD
    last TEXT
);
CREATE TABLE subscriptions (
    chat INTEGER NOT NULL,
    topic TEXT NOT NULL,
    user INTEGER NOT NULL,       -- who made it: whom the allow-list must still name
    language TEXT NOT NULL,      -- of that person, for the alerts
    at REAL NOT NULL,
    PRIMARY KEY (chat, topic)
) WITHOUT ROWID;
CREATE TABLE articles (          -- that are or once were in the archive
    id TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE alerts (
    chat INTEGER NOT NULL,
    article TEXT NOT NULL,
    topic TEXT NOT NULL,
    at REAL NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, article)
) WITHOUT ROWID;
CREATE INDEX alerts_waiting ON alerts (chat) WHERE NOT sent;
CREATE TABLE requests (          -- exploring commands whose answers have several pages
    code TEXT PRIMARY KEY,       -- stands in callback data
    at REAL NOT NULL,
    command TEXT NOT NULL,
    argument TEXT NOT NULL,
    first TEXT,                  -- YYYY-MM-DD
    last TEXT
) WITHOUT ROWID;
CREATE INDEX requests_at ON requests (at);
CREATE TABLE facts (             -- single values by name
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""
_FROM_1_TO_2 = """
ALTER TABLE updates ADD COLUMN understood TEXT;
ALTER TABLE answers ADD COLUMN first_message INTEGER;
ALTER TABLE answers ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX answers_shown ON answers (chat, first_message);
"""
_FROM_2_TO_3 = """
CREATE TABLE requests (
    code TEXT PRIMARY KEY, at REAL NOT NULL, command TEXT NOT NULL, argument TEXT NOT NULL, first TEXT, last TEXT
) WITHOUT ROWID;
CREATE INDEX requests_at ON requests (at);
"""
_CHANGES = {0: _SCHEMA, 1: _FROM_1_TO_2 + _FROM_2_TO_3, 2: _FROM_2_TO_3}


class Database:
    """One SQLite file; may be shared between threads.

    What is written stays after a kill of the process; a loss of power may take the last second.

    Args:
        path: Made with its folder where it is not there.

    Raises:
        SettingsError: The file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Questions of people are nobody else's business; SQLite gives its side files the mode of this one.
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            ((version,),) = self._db.execute("PRAGMA user_version")
            if change := _CHANGES.get(version):
                self._db.executescript(f"BEGIN; {change} PRAGMA user_version = {_VERSION}; COMMIT;")
        except (OSError, sqlite3.Error) as exc:
            raise _unusable(path, str(exc)) from exc
        if version > _VERSION:
            raise _unusable(
                path,
                say(
                    f"版本 {version} 比程序的 {_VERSION} 新",
                    f"its version {version} is newer than {_VERSION}, the program's",
                ),
            )
        self._lock = RLock()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement, in a transaction of its own unless one is open, and return its rows."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for each row of values, all or none."""
        with self.transaction():
            self._db.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let everything inside happen, or nothing of it; inside another one, as a part of that."""
        with self._lock:
            if self._db.in_transaction:  # this thread's: no other has the lock
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk ends it by itself
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def _unusable(path: Path, why: str) -> SettingsError:
    return SettingsError(
        say(
            f"机器人的状态文件 {path} 不能用：{why}。",
            f"The bot's state {path} cannot be used: {why}.",
        ),
        say(
            "请检查目录权限和磁盘空间，或用 QABOT_TELEGRAM_STATE 换一个位置。",
            "Check permissions and space, or set QABOT_TELEGRAM_STATE to another place.",
        ),
    )
