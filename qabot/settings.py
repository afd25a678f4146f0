"""Every setting in one place: flag, then QABOT_* environment, then qabot.toml, then the default here."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qabot.errors import SettingsError
from qabot.messages import say

PACKAGED_MODEL = "packaged"

NAME_PATTERNS = (
    r"(?:^|/)(?P<newspaper>[\u4e00-\u9fff]{2,12}(?<![公简海喜通申汇情举快])报|[\u4e00-\u9fff]{2,6}新闻)(?=[/_\-\s\d]|$)",
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_./年])(?P<month>\d{1,2})(?:(?P=sep)|月)(?P<day>\d{1,2})(?!\d)",
    r"(?<!\d)(?P<date>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![0-9A-Za-z])",
    r"第(?P<page>[A-Za-z]?\d{1,3})版",
    r"(?:^|[/_\-\s])(?P<page>[A-Z]\d{1,2})版?$",
    r"(?:19|20)\d\d[-_./年]?\d\d[-_./月]?\d\d日?[/_\-\s]+(?:\d-)?(?P<page>\d{1,3})版?$",
)
"""栖川日报_2023-03-14_第01版, 2023/03/14/A12, 栖川日报/20230314/03, rmrb-20230314-03."""

_SECRETS = {"telegram_token", "telegram_webhook_secret", "milvus_token"}
_NAME_GROUPS = {"newspaper", "page", "date", "year", "month", "day"}


def _name_pattern(pattern: str) -> str:
    """Check a pattern of file names."""
    try:
        groups = re.compile(pattern).groupindex.keys()
    except re.error as exc:
        raise ValueError(say(f"不是正则表达式（{exc}）", f"no regular expression ({exc})")) from exc
    if not groups & _NAME_GROUPS:
        known = " ".join(sorted(_NAME_GROUPS))
        raise ValueError(
            say(f"缺少命名组 (?P<…>)，可用：{known}", f"no named group (?P<…>) of: {known}")
        )
    return pattern


def _lines(value: Any) -> Any:
    """Cut a text into its lines; the environment knows no lists."""
    return [line for line in value.splitlines() if line] if isinstance(value, str) else value


def _host_port(value: str) -> str:
    """Check where a server listens; a port alone is one on loopback."""
    match = re.fullmatch(
        r"(?:(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):)?(?P<port>[0-9]{1,5})", value
    )
    if not match or not 0 < int(match["port"]) < 2**16:
        raise ValueError(say("应写成 主机:端口", "write it as host:port"))
    return f"{match['host'] or '127.0.0.1'}:{match['port']}"


NamePattern = Annotated[str, AfterValidator(_name_pattern)]
HostPort = Annotated[str, AfterValidator(_host_port)]


class Settings(BaseSettings):
    """Settings of one run; frozen.

    Attributes:
        corpus: Folder of news text (`--corpus`).
        index: Folder of the index (`--index`).
        cache: Folder for the packaged model (made once, 80 MB), dictionaries and the history of the prompt.
        model: `packaged`, or any sentence-transformers model by name or path; the index remembers which made it. A model
            whose prompts are not in its folder (the E5 family from a hub) needs a folder that names them.
        k: Passages in an answer (`-k`).
        candidates: Passages taken from each leg before fusion.
        fusion: How the legs are combined, `zscore` or `rrf`, or one leg alone: `dense`, `bm25`; score and reader need
            `zscore`.
        bm25_weight: Weight of the BM25 leg in the z-score sum; the dense leg has 1.
        sentence_weight: With score off, weight in the same sum of the share of the question that one sentence covers.
        form_weight: With score off, weight in the same sum of having what is asked for: an amount, a date, so many.
        score: `off` ranks by the legs and the two weights above alone, and refuses by fixed bounds.
        reader: `off` does without the model that reads question and passage together.
        reader_ms: Milliseconds after which it begins no further passage; the parts of a question share them.
        passage_chars: Longest passage, characters; the packaged model sees about 650.
        max_file_mb: A text file above this size is reported and skipped (JSON lines are read line by line, any size).
        name_patterns: How file names and folders tell newspaper, page and date: regular expressions with the groups
            `newspaper`, `page`, and `date` or `year`, `month` and `day`; in the environment one a line, in `qabot.toml`
            a list; they replace the built-in ones.
        user_dict: jieba dictionary of your own: words that must not be cut, besides the project's own.
        now: Day that counts as today, `YYYY-MM-DD`: what 去年 and 上个月 in a question are counted from; None takes the
            clock's.
        threads: Threads for embedding passages, passages read at once, questions embedded at once, processes that read and cut files; 0: the cores there are.
        device: Where passages and questions are embedded. For the packaged model `cpu` or an execution provider of
            the ONNX Runtime that is installed (`cuda`, `openvino`, `coreml` …, as by `pip install onnxruntime-gpu`), for
            others a device of torch.
        engine: Where the archive is searched: `embedded` in the index folder, `milvus` on a server, which needs
            the extra `qabot[milvus]`.
        milvus_uri: The server, `http://host:19530`, or a file of milvus-lite.
        milvus_token: `user:password` or an API key; from the environment only, never in a log or a repr.
        milvus_token_file: File that holds the token instead.
        milvus_collection: What the names of the collections begin with, and the alias of those in force.
        milvus_index: Index of the dense leg; FLAT is exact.
        milvus_timeout_s: Seconds after which a question gives up waiting for the server; writing waits ten times as long.
        telegram_token: The bot's token; from the environment only, never in a log or a repr.
        telegram_token_file: File that holds the token instead, such as a credential of Docker or systemd.
        telegram_api_url: Bot API server, Telegram's or a local one.
        telegram_allow: User or chat ids that may ask, apart by commas, `*` for everyone; empty: nobody.
        telegram_admins: Ids of users that may always ask, see `/stats` and are told of remarks.
        telegram_rate: `off` lifts the limits on questions.
        telegram_quiet: Hours in which no alert is sent, by the local clock: `22-7`; empty: none.
        telegram_state: SQLite file of what the bot must not forget: questions under way, buttons, subscriptions.
        telegram_webhook: Public https address that Telegram sends updates to; empty: the bot polls.
        telegram_listen: Where the bot waits for them, `host:port`; a proxy that speaks TLS stands before it.
        telegram_webhook_secret: Proves that an update comes from Telegram; from the environment only, made up at
            each start if empty; 16 to 256 letters, digits, `_`, `-`.
        telegram_monitor: `host:port` of /healthz and /metrics, a port alone on loopback; empty: neither.
    """

    model_config = SettingsConfigDict(
        env_prefix="QABOT_", toml_file="qabot.toml", frozen=True, extra="forbid"
    )

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("qabot"))
    model: str = PACKAGED_MODEL
    k: int = Field(default=3, ge=1, le=50)
    candidates: int = Field(default=100, ge=1, le=10_000)
    fusion: Literal["zscore", "rrf", "dense", "bm25"] = "zscore"
    bm25_weight: float = Field(default=0.2, ge=0)
    sentence_weight: float = Field(default=1.5, ge=0)
    form_weight: float = Field(default=0.6, ge=0)
    score: Literal["on", "off"] = "on"
    reader: Literal["on", "off"] = "on"
    reader_ms: int = Field(default=150, ge=0)
    passage_chars: int = Field(default=220, ge=40, le=600)
    max_file_mb: float = Field(default=50, gt=0)
    name_patterns: Annotated[tuple[NamePattern, ...], NoDecode, BeforeValidator(_lines)] = (
        NAME_PATTERNS
    )
    user_dict: Path | None = None
    now: date | None = None
    threads: int = Field(default=0, ge=0)
    device: str = Field(default="cpu", pattern=r"^[A-Za-z]+(:\d+)?$")
    engine: Literal["embedded", "milvus"] = "embedded"
    milvus_uri: str = "http://127.0.0.1:19530"
    milvus_token: SecretStr | None = None
    milvus_token_file: Path | None = None
    milvus_collection: str = Field(default="qabot", pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")
    milvus_index: Literal[
        "FLAT", "IVF_FLAT", "IVF_SQ8", "HNSW", "HNSW_SQ", "DISKANN", "AUTOINDEX"
    ] = "FLAT"
    milvus_timeout_s: float = Field(default=10, gt=0)
    telegram_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_allow: str = ""
    telegram_admins: str = ""
    telegram_rate: Literal["on", "off"] = "on"
    telegram_quiet: str = ""
    telegram_state: Path = Field(
        default_factory=lambda: platformdirs.user_state_path("qabot") / "telegram.sqlite"
    )
    telegram_token_file: Path | None = None
    telegram_webhook: str = ""
    telegram_listen: HostPort = "127.0.0.1:8443"
    telegram_webhook_secret: SecretStr | None = None
    telegram_monitor: HostPort | Literal[""] = ""

    @property
    def max_file_bytes(self) -> int:
        """`max_file_mb` in bytes."""
        return int(self.max_file_mb * 2**20)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: flags, environment, qabot.toml."""
        return init_settings, env_settings, _TomlFile(settings_cls)


class _TomlFile(TomlConfigSettingsSource):
    """`qabot.toml`, which may be shared or committed, and so is no place for secrets."""

    def __call__(self) -> dict[str, Any]:
        found = super().__call__()
        for name in _SECRETS & found.keys():
            variable = f"QABOT_{name.upper()}"
            raise SettingsError(
                say(f"qabot.toml 里不能写 {name}。", f"{name} may not stand in qabot.toml."),
                say(
                    f"请从文件中删去它，改用环境变量 {variable}。",
                    f"Take it out of the file and use the environment variable {variable}.",
                ),
            )
        return found


def today(settings: Settings) -> date:
    """Give the day by which 去年 and the like are resolved."""
    return settings.now or datetime.now().astimezone().date()


def load_settings(**flags: Any) -> Settings:
    """Read the settings; flags that are None were not given.

    Raises:
        SettingsError: A value cannot be used, or qabot.toml cannot be read; names the setting and the value.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as exc:
        first = exc.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        if first["type"] == "extra_forbidden":
            raise _unknown(name) from None
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(
            say(
                f"设置 {name} 的值 {first['input']!r} 不能用：{reason}。",
                f"Setting {name} has a value that cannot be used, {first['input']!r}: {reason}.",
            ),
            say(
                f"请改环境变量 QABOT_{name.upper()} 或 qabot.toml。",
                f"Change the environment variable QABOT_{name.upper()}, or qabot.toml.",
            ),
        ) from exc
    except (OSError, ValueError) as exc:
        raise SettingsError(
            say(f"qabot.toml 读不出来：{exc}。", f"qabot.toml cannot be read: {exc}."),
            say("请改正或删除这个文件。", "Mend or remove the file."),
        ) from exc


def _unknown(name: str) -> SettingsError:
    """Return the error of a setting that there is not, without its value: it may be a token whose name has a typo."""
    return SettingsError(
        say(f"没有 {name} 这项设置。", f"There is no setting {name}."),
        say("请从 qabot.toml 里改正或删去它。", "Mend or remove it in qabot.toml."),
    )
