"""What the commands do."""

import errno
import os
from datetime import date, datetime
from pathlib import Path

from qabot.channels.days import day_of, period_of
from qabot.channels.repl.clipboard import Copied, copy
from qabot.channels.repl.naming import article_of, citation_of
from qabot.channels.repl.session import Session
from qabot.channels.terminal import print_article, source_line
from qabot.messages import say, speak


def more(session: Session, _: str) -> None:
    """Print further passages."""
    session.more()


def source(session: Session, typed: str) -> None:
    """Print the article of a passage, or of a title, with the quote marked."""
    if found := article_of(session, typed, "/source"):
        print_article(session.console, *found)


def open_(session: Session, typed: str) -> None:
    """Show it in a pager; where there is none, print it."""
    found = article_of(session, typed, "/open")
    if found is None:
        return
    if not session.console.is_terminal or session.console.is_dumb_terminal:
        print_article(session.console, *found)
        return
    from qabot.channels.repl.pager import page

    page(*found)


def copy_(session: Session, typed: str) -> None:
    """Put a quote with its source onto the clipboard."""
    citation = citation_of(session, typed, "/copy")
    if citation is None:
        return
    copied = copy(f"{citation.quote}\n{source_line(citation.passage)}\n", session.console)
    number = citation.number
    session.tell(
        {
            Copied.CLIPBOARD: say(
                f"第 {number} 段的引文和出处已复制。",
                f"The quote of passage {number} is on the clipboard, with its source.",
            ),
            Copied.TERMINAL: say(
                f"第 {number} 段的引文和出处已交给终端；若粘贴不出，请在终端里允许 OSC 52。",
                f"The quote of passage {number} went to the terminal, with its source; "
                "if it cannot be pasted, allow OSC 52 in the terminal.",
            ),
            Copied.NOWHERE: say(
                "这里没有剪贴板（需要 xclip、wl-clipboard，或支持 OSC 52 的终端）。可用 /save 文件名 存成文件。",
                "There is no clipboard here (xclip, wl-clipboard, or a terminal that takes OSC 52). "
                "/save FILE writes a file.",
            ),
        }[copied]
    )


def save(session: Session, typed: str) -> None:
    """Write the session to a new file."""
    _write(session, typed, "/save", overwrite=False)


def save_over(session: Session, typed: str) -> None:
    """Write the session to a file that may be there."""
    _write(session, typed, "/save!", overwrite=True)


def begin_with(session: Session, typed: str) -> None:
    """Limit the articles to those from a day on."""
    _limit(session, "/from", typed)


def end_with(session: Session, typed: str) -> None:
    """Limit the articles to those up to a day."""
    _limit(session, "/to", typed)


def language(session: Session, typed: str) -> None:
    """Choose the language of messages."""
    if typed in ("zh", "en"):
        speak("en" if typed == "en" else "zh")
        session.tell(say("现在用中文。", "Now in English."))
    else:
        session.tell(
            say(
                f"没有语言 {typed or '?'}。用法：/lang zh 或 /lang en",
                f"There is no language {typed or '?'}. Usage: /lang zh or /lang en",
            )
        )


def new(session: Session, _: str) -> None:
    """Begin a new conversation."""
    session.forget()
    session.tell(
        say(
            "已忘掉前面的问题，开始新的对话。",
            "The questions so far are forgotten; a new conversation begins.",
        )
    )


def leave(session: Session, _: str) -> None:
    """End the session."""
    session.ended = True


def _limit(session: Session, command: str, typed: str) -> None:
    """Take the first or last day of the articles that count; without one, that side is open."""
    try:
        day = day_of(typed) if typed else None
        first, last = (day, session.last) if command == "/from" else (session.first, day)
        period_of(first, last)
    except ValueError as exc:
        session.tell(say(f"{exc}用法：{command} 2020-01-01", f"{exc} Usage: {command} 2020-01-01"))
        return
    session.first, session.last = first, last
    session.tell(_limits(first, last))


def _limits(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return say("不限日期。", "All days count.")
    zh = [f"{first} 起"] * bool(first) + [f"{last} 止"] * bool(last)
    en = [f"from {first}"] * bool(first) + [f"to {last}"] * bool(last)
    return say(f"只看 {'、'.join(zh)}的文章。", f"Only articles {' '.join(en)} count.")


def _write(session: Session, typed: str, command: str, *, overwrite: bool) -> None:
    if not typed:
        session.tell(
            say(f"存到哪里？用法：{command} 对话.md", f"To which file? Usage: {command} talk.md")
        )
        return
    if not session.transcript:
        session.tell(say("还没有可存的问答。", "There is nothing to save yet."))
        return
    try:
        path = Path(typed).expanduser()
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        text = session.transcript.markdown(datetime.now().astimezone().date())
        with path.open("w" if overwrite else "x", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        session.tell(
            say(
                f"{typed} 已经存在，没有改动它。要覆盖：/save! {typed}",
                f"{typed} is there already and was left as it is. To overwrite it: /save! {typed}",
            )
        )
    except (OSError, ValueError, RuntimeError) as exc:
        why = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        session.tell(
            say(
                f"{typed} 写不了：{why}。请换一个文件：{command} 对话.md",
                f"{typed} cannot be written: {why}. Name another file: {command} talk.md",
            )
        )
    else:
        session.tell(say(f"已存到 {path}。", f"Saved to {path}."))
