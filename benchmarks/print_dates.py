"""How often the estimated day of print is right, on pages put together from dated articles.

Six articles of one day are a page, without their date. Blocks of 30 days go in turn to the half that the chances
were counted on and to the half that is measured. The archive is JSON lines with `date` and `text`, plain or .gz;
every article of a day must be known, so it cannot come with the project.

    python -m benchmarks.print_dates ARCHIVE [--pages N] [--half 0|1] [--json]
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from qabot.language.dates.print_date import estimate

ARTICLES = 6
BLOCK_DAYS = 30


def main() -> None:
    """Estimate every page and print the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args()
    pages = list(_pages(options.archive, options.half, options.pages))
    found = [(day, estimate(texts)) for day, texts in pages]
    days = [abs((guess - day).days) for day, guess in found if guess]
    figures = {"pages": len(pages), "answered": round(len(days) / max(1, len(pages)), 3)}
    for most in (0, 3, 31, 300):
        right = sum(error <= most for error in days)
        figures[f"within_{most}_days"] = round(right / max(1, len(days)), 3)
    print(json.dumps(figures) if options.json else figures)


def _pages(archive: Path, half: int, most: int) -> Iterator[tuple[date, list[str]]]:
    days: dict[str, list[str]] = defaultdict(list)
    opened = gzip.open if archive.suffix == ".gz" else open
    with opened(archive, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            days[record["date"]].append(record["text"])
    chance = random.Random(half)
    own = [
        day
        for number, day in enumerate(sorted(days))
        if number // BLOCK_DAYS % 2 == half and len(days[day]) >= ARTICLES
    ]
    for day in chance.sample(own, min(most, len(own))):
        yield date.fromisoformat(day), chance.sample(days[day], ARTICLES)


if __name__ == "__main__":
    main()
