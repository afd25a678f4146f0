"""What can go wrong, one class for each remedy.

QABotError                 a message and what to type next; the terminal prints it on one line, exit status 1
├── SettingsError          a setting, flag or environment variable has a value that cannot be used
├── CorpusError            the corpus folder is missing, or holds nothing that can be indexed
├── UnusableIndexError     there is no index that can answer: reindex
│   ├── IndexMissingError  there is no index yet: reindex
│   ├── IndexDamagedError  the index cannot be read or does not agree with itself: reindex
│   └── IndexMismatchError the index was made by another model, tokenizer or format: reindex, or name that model
├── IndexBusyError         another `qabot reindex` is running: wait
├── EngineError            the server that holds the archive does not answer: start it, name it, or wait longer
├── BackupError            a file is no backup of an index, or a damaged one: take another
├── StorageError           the disk is full or cannot be written
├── OutOfMemoryError       there is not enough memory: fewer threads, or a higher limit
└── ModelError             the embedding model cannot be made or loaded
"""

from qabot.messages import say


class QABotError(Exception):
    """An error that a person can mend.

    Args:
        message: What failed, with the value.
        hint: What to do or type next; empty if the message says it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(QABotError):
    """A setting has a value that cannot be used."""


class CorpusError(QABotError):
    """The corpus is missing or holds nothing that can be indexed."""


class UnusableIndexError(QABotError):
    """There is no index that can answer; the remedy is to build one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint or say("请运行：qabot reindex", "Run: qabot reindex"))


class IndexMissingError(UnusableIndexError):
    """There is no index in the folder."""


class IndexDamagedError(UnusableIndexError):
    """A part of the index is missing, cannot be read, or does not agree with the rest."""


class IndexMismatchError(UnusableIndexError):
    """The index was made with another format, model, tokenizer or dictionary."""


class IndexBusyError(QABotError):
    """Another run is building this index."""


class EngineError(QABotError):
    """The server that holds the archive does not answer, or not in time."""


class BackupError(QABotError):
    """A file is no backup of an index, or a damaged one."""


class StorageError(QABotError):
    """The disk is full or refuses to be written."""


class OutOfMemoryError(QABotError):
    """There is not enough memory, or a process that shared the work was ended for want of it."""


class ModelError(QABotError):
    """The embedding model cannot be made or loaded."""
