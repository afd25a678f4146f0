# docker build -t qabot .                              docker run -it --rm -v qabot-index:/app/index qabot      reindex, then chat
# docker build --target telegram -t qabot-telegram .   the Telegram bot: see README
FROM python:3.11-slim AS qabot

# make runs the same steps as on a machine of one's own.
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home qabot
WORKDIR /app
COPY pyproject.toml constraints.txt Makefile README.md LICENSE NOTICE ./
COPY qabot ./qabot
RUN make install
ENV PATH=/app/.venv/bin:$PATH QABOT_CACHE=/app/cache QABOT_TELEGRAM_STATE=/app/state/telegram.sqlite
COPY corpus ./corpus
COPY index/README.md ./index/README.md
# Model and dictionaries are made once, here, and not at the first question: then the bot does with a file system that
# cannot be written. Any user may write what is to be written: with `--user`, the owner of the folders that are mounted.
RUN mkdir state \
    && qabot reindex --index /tmp/index \
    && rm -r /tmp/index \
    && chmod -R a+rwX cache index state
USER qabot
VOLUME ["/app/corpus", "/app/index", "/app/state"]

FROM qabot AS telegram
ENV QABOT_TELEGRAM_MONITOR=127.0.0.1:8444
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8444/healthz', timeout=8)"]
CMD ["qabot", "telegram"]

FROM qabot AS chat
CMD ["make", "chat"]
