"""/stats: how the archive is used, for administrators."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from telegram import Update
from telegram.ext import CommandHandler, filters

from qabot.channels.days import ago
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.sending import reply
from qabot.channels.telegram.split import clip, escape
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.figures import Figures, figures_since
from qabot.channels.telegram.state.remarks import Remark, Remarks
from qabot.messages import say

_DAYS = 7
_REMARKS = 5
_REMARK_CHARS = 200


class Statistics:
    """Tells figures of use.

    Args:
        archive: Whose size and age are told.
        database: What was shown and voted.
        remarks: What people wrote.
        admins: Who is told; to all others the command does not exist.
    """

    def __init__(
        self, archive: Archive, database: Database, remarks: Remarks, admins: Collection[int]
    ) -> None:
        self._archive = archive
        self._database = database
        self._remarks = remarks
        self._admins = admins

    def register(self, application: TelegramApplication) -> None:
        """Answer /stats of administrators."""
        admins = filters.User(user_id=self._admins)
        application.add_handler(CommandHandler("stats", self.command, filters=admins))

    async def command(self, update: Update, context: Context) -> None:
        """Answer /stats."""
        if update.message is not None:
            # The archive may open a new build.
            text = await asyncio.to_thread(self.report, datetime.now().astimezone())
            await reply(update.message, [text])

    def report(self, now: datetime) -> str:
        """Return the figures.

        Args:
            now: With the time zone in which days begin.
        """
        manifest = self._archive.manifest
        built_at = datetime.fromisoformat(manifest.built_at).astimezone(now.tzinfo)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = (midnight - timedelta(days=_DAYS - 1)).timestamp()
        today = figures_since(self._database, midnight.timestamp())
        week = figures_since(self._database, since)
        lines = [
            say(
                f"档案：{manifest.articles:,} 篇文章，{manifest.passages:,} 段",
                f"Archive: {manifest.articles:,} articles, {manifest.passages:,} passages",
            ),
            say(
                f"索引：建于 {built_at:%Y-%m-%d %H:%M}，{ago(now - built_at)}",
                f"Index: built {built_at:%Y-%m-%d %H:%M}, {ago(now - built_at)}",
            ),
            say(
                f"提问：今天 {today.questions}，{_DAYS} 天 {week.questions}",
                f"Questions: today {today.questions}, in {_DAYS} days {week.questions}",
            ),
            *_quality(week),
            say(
                f"意见：{_DAYS} 天 {self._remarks.count(since)} 条",
                f"Remarks: in {_DAYS} days {self._remarks.count(since)}",
            ),
        ]
        newest = self._remarks.newest(_REMARKS, since)
        lines += [_line(remark, now) for remark in newest]
        return "\n".join(lines)


def _quality(week: Figures) -> list[str]:
    """Return what was refused, how long answers took, and how people voted, as far as there is any of it."""
    lines = []
    if week.median_ms is not None and week.p95_ms is not None:
        refused = f"{week.refused / week.questions:.0%}"
        lines += [
            say(f"没有找到答案：{refused}", f"Not answered: {refused}"),
            say(
                f"用时：一半在 {week.median_ms:.0f} 毫秒内，95% 在 {week.p95_ms:.0f} 毫秒内",
                f"Time: half within {week.median_ms:.0f} ms, 95% within {week.p95_ms:.0f} ms",
            ),
        ]
    return [*lines, f"👍 {week.good} · 👎 {week.bad}"]


def _line(remark: Remark, now: datetime) -> str:
    at = datetime.fromtimestamp(remark.at, now.tzinfo)
    text = clip(remark.text, _REMARK_CHARS)
    return f"· {at:%m-%d %H:%M} <code>{remark.user_id}</code> {escape(text)}"
