"""Calls to a Milvus server: each ends in time, and every failure is one of ours."""

import logging
import os
from collections.abc import Iterator
from typing import Any

from qabot.errors import EngineError, IndexDamagedError, QABotError, SettingsError
from qabot.messages import say
from qabot.secret import secret_of
from qabot.settings import Settings

# Writing a batch takes longer than answering a question.
_WRITING = 10
_MISSING = {100, 1600}  # codes for: no such collection, no such alias
_NOT_LOADED = 101
_BATCH = 1000


class NotThereError(IndexDamagedError):
    """The server knows no collection or alias of this name."""


class NotLoadedError(EngineError):
    """The server has the collection, but has not loaded it, as after it was started again."""


class UnsupportedError(EngineError):
    """The server does not have this call."""


class Connection:
    """A connection; may be shared between threads.

    Raises:
        SettingsError: The client's package is not installed, or the token cannot be read.
        EngineError: From here and from every method: the server does not answer, or refuses the call.
        NotThereError: From every method: the collection is not there.
    """

    def __init__(self, settings: Settings) -> None:
        if "@" in settings.milvus_uri:  # it stands in messages
            raise SettingsError(
                say(
                    "QABOT_MILVUS_URI 里不能写名字和密码。",
                    "QABOT_MILVUS_URI may not hold a name and password.",
                ),
                say("请改用 QABOT_MILVUS_TOKEN。", "Put them into QABOT_MILVUS_TOKEN."),
            )
        token, _ = secret_of(
            settings.milvus_token, settings.milvus_token_file, "QABOT_MILVUS_TOKEN_FILE"
        )
        # gRPC writes to standard error, past all logging, of lost connections that are told anyway.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            from pymilvus import MilvusClient
        except ImportError as exc:
            raise SettingsError(
                say("引擎 milvus 需要 pymilvus，还没有安装。", "The engine milvus needs pymilvus."),
                say(
                    "请在 qabot 的目录里运行：pip install -c constraints.txt -e '.[milvus]'",
                    "Run in qabot's folder: pip install -c constraints.txt -e '.[milvus]'",
                ),
            ) from exc
        # What it logs as errors, with traces, is raised as well, and told once by whoever catches it.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)
        self._uri = settings.milvus_uri
        self._timeout_s = settings.milvus_timeout_s
        try:
            self._client = MilvusClient(uri=self._uri, token=token, timeout=self._timeout_s)
        except Exception as exc:
            raise self._named(exc) from exc

    @property
    def client(self) -> Any:
        """The client of pymilvus, for what makes no call: schemas and index parameters."""
        return self._client

    def read(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of `MilvusClient` that reads."""
        return self._call(method, self._timeout_s, *args, **kwargs)

    def write(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of `MilvusClient` that writes."""
        return self._call(method, self._timeout_s * _WRITING, *args, **kwargs)

    def rows(self, collection: str, condition: str, fields: list[str]) -> Iterator[dict[str, Any]]:
        """Return an iterator over these fields of all rows that meet a condition, in order of primary key."""
        iterator = self.write(
            "query_iterator",
            collection,
            batch_size=_BATCH,
            filter=condition,
            output_fields=fields,
            consistency_level="Strong",
        )
        return self._all_of(iterator)

    def _all_of(self, iterator: Any) -> Iterator[dict[str, Any]]:
        try:
            while batch := self._next(iterator):
                yield from batch
        finally:
            iterator.close()

    def _next(self, iterator: Any) -> list[dict[str, Any]]:
        try:
            batch: list[dict[str, Any]] = iterator.next()
        except Exception as exc:
            raise self._named(exc) from exc
        return batch

    def _call(self, method: str, timeout_s: float, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self._client, method)(*args, timeout=timeout_s, **kwargs)
        except Exception as exc:
            raise self._named(exc) from exc

    def _named(self, exc: Exception) -> QABotError:
        """Return our error for one of pymilvus or gRPC, which come in many classes."""
        told = getattr(exc, "code", None)  # a number of pymilvus, or a method of gRPC
        code = told().name if callable(told) else told
        reason = str(getattr(exc, "message", "") or (code if callable(told) else exc))
        where = f"Milvus {self._uri}"
        if code == "UNIMPLEMENTED":
            return UnsupportedError(f"{where}: {reason}")
        if code == _NOT_LOADED or "not loaded" in reason or "'released'" in reason:
            return NotLoadedError(f"{where}: {reason}")
        if code in _MISSING and "not" in reason:
            return NotThereError(f"{where}: {reason}")
        lowered = reason.lower()
        if "deadline" in lowered or "timeout" in lowered or "timed out" in lowered:
            return EngineError(
                say(
                    f"{where} 在 {self._timeout_s:g} 秒内没有回答。",
                    f"{where} did not answer within {self._timeout_s:g} s.",
                ),
                say(
                    "请检查服务是否过载，或调大 QABOT_MILVUS_TIMEOUT_S。",
                    "See whether the server has too much to do, or raise QABOT_MILVUS_TIMEOUT_S.",
                ),
            )
        return EngineError(
            say(f"{where} 不能用：{reason}。", f"{where} cannot be used: {reason}."),
            say(
                "请检查服务是否在运行，以及 QABOT_MILVUS_URI 和 QABOT_MILVUS_TOKEN。",
                "See whether the server runs, and check QABOT_MILVUS_URI and QABOT_MILVUS_TOKEN.",
            ),
        )
