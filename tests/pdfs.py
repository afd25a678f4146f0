"""PDFs for the tests, made as newspapers make them: columns, headlines across, justified by width."""

import io
from dataclasses import dataclass, field

from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
CLOSING = "，。、；：）”"


def wrapped(paragraph: str, characters: int, size: float) -> list[str]:
    """Cut an indented paragraph into lines by width; a closing mark hangs over the edge."""
    lines = [""]
    for c in "\u3000\u3000" + paragraph:
        width = pdfmetrics.stringWidth(lines[-1] + c, FONT, size)
        if width > characters * size + 0.1 and c not in CLOSING:
            lines.append("")
        lines[-1] += c
    return lines


@dataclass
class Pdf:
    """A PDF that is being made; lengths in points."""

    width: float = 600
    height: float = 800
    password: str = ""
    file: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        lock = pdfencrypt.StandardEncryption(self.password) if self.password else None
        self.canvas = Canvas(self.file, pagesize=(self.width, self.height), encrypt=lock)

    def line(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Print a line with its foot at y from the top."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - y, text)

    def columns(
        self, lefts: list[float], y: float, paragraphs: list[str], characters: int, size: float = 10
    ) -> None:
        """Print paragraphs in columns of the same length, from y on."""
        lines = [line for text in paragraphs for line in wrapped(text, characters, size)]
        per_column = -(-len(lines) // len(lefts))
        for n, line in enumerate(lines):
            self.line(lefts[n // per_column], y + n % per_column * 1.5 * size, line, size)

    def picture(self) -> None:
        """Print a picture as large as the page, as a scanner does."""
        from PIL import Image

        picture = ImageReader(Image.new("L", (60, 80), 128))
        self.canvas.drawImage(picture, 0, 0, self.width, self.height)

    def next_page(self) -> None:
        """Go on with the next page."""
        self.canvas.showPage()

    def data(self) -> bytes:
        """Return the file."""
        self.canvas.save()
        return self.file.getvalue()
