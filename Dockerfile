# docker build -t qabot .
# docker run -it  -v "$PWD/corpus:/app/corpus" -v "$PWD/index:/app/index" qabot               reindex, then chat
# docker run -e QABOT_TELEGRAM_TOKEN -e QABOT_TELEGRAM_ALLOW -v "$PWD/index:/app/index" qabot qabot telegram
FROM python:3.11-slim

# make runs the same steps as on a machine of one's own.
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY pyproject.toml constraints.txt Makefile README.md LICENSE NOTICE ./
COPY qabot ./qabot
RUN make install
ENV PATH=/app/.venv/bin:$PATH QABOT_CACHE=/app/cache
COPY corpus ./corpus
COPY index/README.md ./index/README.md
# The packaged model is made once, here, and not at the first question.
RUN python -c "from qabot.indexing.encoder import load_encoder; from qabot.settings import load_settings; load_encoder(load_settings())"
CMD ["make", "chat"]
