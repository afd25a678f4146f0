"""`qabot telegram` beside `qabot reindex`: the real commands, model and index; only the server is a test's."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import telegram_command_process
from parts import write_corpus
from telegram_client import Bot, started

from qabot.indexing.manifest import Manifest
from qabot.indexing.pointer import current_build
from qabot.settings import Settings
from telegram_server import TelegramServer

SILK = {
    "id": "silk",
    "title": "农户<种桑>养蚕",
    "date": "2024-05-07",
    "text": "昨天下雨。\n临江镇农民种桑养蚕，收入增加。",
    "source": "青龙日报",
}
LAMP = {"id": "lamp", "title": "路灯亮了", "date": "2024-05-08", "text": "街上装了路灯九十盏。"}
ALERT = (
    "您订阅的主题有 1 篇新文章：\n\n"
    '<a href="https://t.me/qabot_test_bot?start=a_silk"><b>农户&lt;种桑&gt;养蚕</b></a>\n'
    "2024-05-07 · 青龙日报\n临江镇农民种桑养蚕，收入增加。\n主题：种桑养蚕"
)
STARTED = (telegram_command_process.__file__, "telegram")

pytest_plugins = ["telegram_fixtures"]


def test_article_of_a_reindex_is_told_once(
    own_server: TelegramServer, own_settings: Settings, tmp_path: Path
) -> None:
    environ = {
        f"QABOT_{name.upper()}": str(getattr(own_settings, name))
        for name in ("corpus", "index", "cache")
    }

    def reindex(bot: Bot, article: dict[str, str]) -> None:
        """Add an article to the corpus, build the index anew, and wait until the bot has looked at it."""
        write_corpus(own_settings.corpus, [article], f"{article['id']}.jsonl")
        root = Path(__file__).parent.parent
        subprocess.run(
            [sys.executable, "-m", "qabot", "reindex"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **environ},
            cwd=tmp_path,
            check=True,
            timeout=120,
        )
        build = Manifest.load(current_build(own_settings.index))
        bot.wait_for_log(f"index of {build.built_at}: ")

    with started(own_server, tmp_path, *STARTED, **environ) as bot:
        bot.wait_for_log("index of ", 120)
        bot.ask("/subscribe 种桑养蚕")
        reindex(bot, SILK)
        _, alert = (shown["text"] for shown in own_server.wait_for_texts(2))
        assert alert == ALERT
        own_server.forget()
        assert "收入增加。" in bot.ask("/start a_silk")[0]
        assert re.search(
            r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO qabot\.channels\.telegram\.alerts\.watch: "
            r"index of \S+: 1 new articles, 1 matches$",
            bot.log(),
            re.MULTILINE,
        )
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    own_server.forget()
    with started(own_server, tmp_path, *STARTED, **environ) as bot:
        assert "1. 种桑养蚕" in bot.ask("/subscriptions")[0]
        reindex(bot, LAMP)
        assert "1 new articles, 0 matches" in bot.log()
        assert len(own_server.texts()) == 1
