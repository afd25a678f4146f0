"""A secret from the environment, or else from the file that it names."""

from pathlib import Path

from pydantic import SecretStr

from qabot.errors import SettingsError
from qabot.messages import say


def secret_of(value: SecretStr | None, file: Path | None, variable: str) -> tuple[str, str]:
    """Return a secret without white space around it, and what it is from; twice nothing if neither is set.

    Args:
        value: From the environment; a blank one counts as none.
        file: Holds it instead.
        variable: Name of the environment variable that names the file.

    Raises:
        SettingsError: The file cannot be read or is empty.
    """
    if value is not None and (secret := value.get_secret_value().strip()):
        return secret, variable.removesuffix("_FILE")
    if file is None:
        return "", ""
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise _unreadable(file, variable, str(exc)) from exc
    if not secret:
        raise _unreadable(file, variable, say("文件是空的", "it is empty"))
    return secret, str(file)


def _unreadable(file: Path, variable: str, why: str) -> SettingsError:
    return SettingsError(
        say(
            f"令牌文件 {file} 读不出令牌：{why}。",
            f"No token can be read from the file {file}: {why}.",
        ),
        say(f"请检查 {variable}。", f"Check {variable}."),
    )
