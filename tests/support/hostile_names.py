"""Names that want to be more than names, units that bear them, and what shows that they stayed texts."""

from __future__ import annotations

import re
import unicodedata

from data.text import clean

# Every address among them is of evil.test; whatever ran would set window.planted, open a dialog or leave #planted.
PAYLOADS = [
    "<script>window.planted=1</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="http://evil.test/a.png">',
    "<svg onload=alert(1)><circle r=9 />",
    '<iframe src="http://evil.test/frame"></iframe>',
    '<object data="http://evil.test/o"></object>',
    '<style>@import "http://evil.test/s.css"; body{display:none}</style>',
    '<link rel=stylesheet href="http://evil.test/l.css">',
    '<meta http-equiv=refresh content="0;url=http://evil.test/m">',
    '<base href="http://evil.test/">',
    '<form action="http://evil.test/f"><input name=a>',
    '<a href="http://evil.test/b">bold</a>',
    "<div id=planted style='position:fixed;inset:0;background:red'>x</div>",
    "<details open ontoggle=alert(1)>",
    '"><b id=planted>',
    "' onmouseover='alert(1)",
    "<!-- never closed",
    "<b>bold</b><br>next<i>it</i><sub>2</sub>",
    '<a href="javascript:alert(1)">go</a>',
    "&lt;b&gt; &amp;amp; &#60;img&#62; &copy",
    "![picture](http://evil.test/p.png)",
    "[link](http://evil.test/l)",
    "[link](javascript:alert(1))",
    "[link](data:text/html,<script>alert(1)</script>)",
    "<http://evil.test/auto>",
    "http://evil.test/bare",
    "www.evil.test",
    "someone@evil.test",
    "mailto:someone@evil.test",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "# a heading",
    "- a list",
    "1. a list",
    "> a quote",
    "**bold** _leaning_ ~~gone~~ `code`",
    "```\ncode\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |".replace("|", "¦"),
    ":material/delete: :red[red] :blue-background[blue]",
    ":rainbow[x] :streamlit: :smile: :shortcode:",
    "-> <- --> (c) ...",
    r"$\frac{1}{2}$ $$x^2$$ \(y\) \[z\]",
    r"$\def\a{\a\a}\a$",
    r"$\href{http://evil.test/k}{x}\includegraphics{http://evil.test/i}$",
    "{{ 7*7 }} {% raw %} {0} {file} {",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %d %n %(name)s %0A%0D %00",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\u200f=1+1",
    "\u3164=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=HYPERLINK("http://evil.test/x","click")',
    "=cmd|'/C calc'!A0".replace("|", "¦"),
    '=WEBSERVICE("http://evil.test/w")',
    "_x0041__x000D_",
    "a;=1+1,=2+2",
    "turned \u202egnp.exe",
    "isolated \u2066\u2067\u2068 and never ended",
    "marks \u200e\u200f\u061c in \u00adbetween \ufeff",
    "half\u200cspace join\u200der",
    "z" + "\u0301\u0316" * 60,
    "NUL\x00 BEL\x07 BS\x08 DEL\x7f CSI\x9b31m",
    "\x1b[31mred\x1b[2J\x1b]0;title\x07",
    "two\nlines\r\nthree\u2028four\u2029five\x85six",
    "\U000e0001\U000e0041tags \ue000private \U0010ffff",
    "👩\u200d🚒 🏳️\u200d🌈 🇮🇷 👍🏽",
    "a" * 190,
    "م" * 190,
    "'; DROP TABLE unit; --",
    "\" OR ''='",
    "../../etc/passwd",
    "C:\\Windows\\system32",
    "null undefined NaN True 0",
    "__proto__ constructor",
    "Rоads",  # a Cyrillic о
    "ﷺ ﻻ ﺍﺩﺍﺭﻩ",
    "اداره\u202b كل\u202c ي",
]
NAMES = [f"{payload} n{number:02}" for number, payload in enumerate(PAYLOADS)]
UNIT_IDS = [f"U{number:02}" for number in range(len(NAMES))]
SHOWN = dict(zip(UNIT_IDS, map(clean, NAMES), strict=True))
FILE_NAME = "<img src=x onerror=alert(1)> **b** $x$ [l](http:evil.test) =1+1 \u202e.xlsx"
SHEET_NAME = "<b id=planted>$x$ _m_ =1 {0}"
NOTE = "![n](http://evil.test/n.png) <script>alert(1)</script>\x1b[31m\x00"
LIVE = re.compile(r"\s*[=+\-@＝＋－＠]")
HEADER = ["unit_id", "N1", "N2", "P1"]


def hidden_in(text: str) -> set[str]:
    """Characters that nobody sees: controls, directions, surrogates, private ones (but the half-space)."""
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")} - {
        "\u200c"
    }


def guarded(text: str) -> str:
    """What stands in a CSV: a text that a spreadsheet would run begins with an apostrophe."""
    return f"'{text}" if LIVE.match(text) else text


def hostile_units(names: list[str] = NAMES) -> list[tuple]:
    """Rows of a unit list: names, recipients and aliases; some names as sectors; every tenth unit a governorate."""
    rows = []
    names = [name.replace("\x00", "") for name in names]  # a CSV that holds a NUL is refused as a whole
    for number, (unit_id, name) in enumerate(zip(UNIT_IDS, names, strict=True)):
        kind = "governorate" if number % 10 == 0 else "agency"
        sector = name if number % 7 == 1 else ""
        rows.append((unit_id, "home", kind, sector, name, name, name, "", "", f"{name[:180]} alias"))
    return rows


def score_rows(shift: float = 0.0) -> list[list]:
    """A total of its own for every unit."""
    return [[unit_id, 3, 2, round(0.1 * number + shift, 2)] for number, unit_id in enumerate(UNIT_IDS)]


def assert_harmless(stream: bytes) -> str:
    """Nothing that moves a terminal's cursor, colours or direction (but the isolates that stand around a number)."""
    text = stream.decode("utf-8")
    assert not hidden_in(text) - set("\n\u2066\u2068\u2069"), hidden_in(text)
    return text
