"""Between answers and people: terminal, Telegram, JSON."""
