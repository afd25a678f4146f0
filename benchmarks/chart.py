"""A chart of lines over two logarithmic axes, as SVG."""

from collections.abc import Mapping
from html import escape
from math import ceil, floor, log10
from pathlib import Path

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 590, 40, 380
_COLOURS = ("#1b1b1b", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")
_LABEL_HEIGHT = 17


def write_chart(
    file: Path, title: str, below: str, lines: Mapping[str, Mapping[int, float]]
) -> None:
    """Draw lines, each labelled at its right end.

    Args:
        file: Where to.
        title: What the figures are.
        below: What the places along the lower axis are.
        lines: Name → place → figure, all above 0.
    """
    places = sorted({place for line in lines.values() for place in line})
    values = [value for line in lines.values() for value in line.values()]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    first, last = log10(places[0]), log10(places[-1])

    def x(place: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (log10(place) - first) / ((last - first) or 1)

    def y(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (log10(value) - low) / ((high - low) or 1)

    parts = [_text(_LEFT, 22, title, weight="bold"), _text(_LEFT, _HEIGHT - 14, below)]
    for exponent in range(low, high + 1):
        at = y(10**exponent)
        parts.append(f'<path d="M{_LEFT} {at:.1f}H{_RIGHT}" stroke="#ddd"/>')
        parts.append(_text(_LEFT - 8, at + 4, f"{10.0**exponent:,g}", anchor="end"))
    for place in places:
        parts.append(f'<path d="M{x(place):.1f} {_TOP}V{_BOTTOM}" stroke="#ddd"/>')
        parts.append(_text(x(place), _BOTTOM + 20, f"{place:,}", anchor="middle"))
    label = float("inf")
    ends = {name: line[max(line)] for name, line in lines.items()}
    for number, name in enumerate(sorted(lines, key=lambda name: ends[name])):  # from below
        colour = _COLOURS[number % len(_COLOURS)]
        points = [(x(place), y(value)) for place, value in sorted(lines[name].items())]
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        label = min(points[-1][1], label - _LABEL_HEIGHT)
        parts.append(_text(_RIGHT + 12, label + 4, f"{name}  {ends[name]:.3g}", colour=colour))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
    file.write_text("\n".join([head, *parts, "</svg>", ""]), "utf-8")


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
    colour: str = "#1b1b1b",
) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
