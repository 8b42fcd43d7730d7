"""Text from examples is displayed and never interpreted."""

import unicodedata
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from fastapi_by_example.render.escape import (
    fenced,
    for_annotation,
    for_annotation_property,
    for_html,
    for_markdown,
    for_xml,
    one_line,
    visible,
)
from tests.runs import HOSTILE

CONTROLS = [chr(number) for number in (*range(9), 11, 12, *range(14, 32), *range(127, 160))]
INVISIBLE = ["\u200b", "\u200e", "\u202e", "\u2066", "\u2028", "\u2029", "\ufeff", "\u00ad", "\U000e0041", "\ud800"]


@pytest.mark.parametrize("char", [*CONTROLS, *INVISIBLE, "\r"], ids=ascii)
def test_control_characters_are_escaped(char: str) -> None:
    shown = visible(f"a{char}b")
    assert shown.isascii()
    assert shown == "a" + char.encode("unicode_escape").decode() + "b"


def test_letters_newlines_and_tabs_are_kept() -> None:
    text = "Grüße, 日本 🎉 🏽\n\tindented\n"
    assert visible(text) == text
    assert visible("dos\r\nlines\r\n") == "dos\nlines\n"


def test_one_line_is_truncated() -> None:
    assert one_line("  a\n\n b\t c\r\n") == "a b c"
    assert one_line("x" * 301) == "x" * 299 + "…"
    assert one_line("x" * 300) == "x" * 300
    assert len(one_line("\x1b" * 1000, 50)) == 50


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(text))


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "**bold** __bold__ _em_ ~~gone~~",
        "`code`",
        "[link](http://a.example) ![image](x.png) <http://a.example>",
        "# heading",
        "> quote",
        "- item",
        "+ item",
        "a | b",
        "\\*escaped\\*",
        "&lt;b&gt; &#60;b&#62;",
        "line\n\n<script>alert(1)</script>\n\n# heading\n---",
        "```\nfence",
        "$x$",
    ],
)
def test_markdown_and_html_are_escaped_in_a_line(text: str) -> None:
    html = rendered(for_markdown(text))
    inner = html.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inner
    assert ElementTree.fromstring(html.replace("\u200b", "")).text == one_line(text)


def test_line_stays_in_its_table_cell() -> None:
    html = rendered(f"| a | b |\n| --- | --- |\n| {for_markdown(HOSTILE)} | last |\n")
    assert html.count("<td>") == 2
    assert html.count("<td>last</td>") == 1


@pytest.mark.parametrize("clean", [for_markdown, for_html], ids=["markdown", "html"])
@pytest.mark.parametrize(
    "text", ["@octocat", "mail@a.example", "#12", "org/repo#12", "GH-12", "gh-12", "http://a.example", "www.a.example"]
)
def test_github_links_and_mentions_are_neutralized(clean: Callable[[str], str], text: str) -> None:
    shown = clean(text)
    for linked in ("@octocat", "@a", "#12", "GH-", "gh-", "GH\\-", "gh\\-", "://", "www."):
        assert linked not in shown
    assert shown.replace("\u200b", "").replace("\\", "") == text


def test_summary_escapes_html_and_keeps_markdown() -> None:
    assert for_html("<b>&</b> route_order *") == "&lt;b&gt;&amp;&lt;/b&gt; route_order *"


@pytest.mark.parametrize("text", ["plain", "```\nout", "``` ```` `````", "~~~\n", "<details>\n\n</details>", HOSTILE])
def test_text_cannot_leave_its_code_block(text: str) -> None:
    html = rendered(f"{fenced(text)}\n\nafter\n")
    assert html.startswith('<pre><code class="language-text">')
    assert html.endswith("</code></pre>\n<p>after</p>\n")
    assert html.count("<pre>") == html.count("<p>") == 1


def test_code_block_keeps_the_end_of_long_text() -> None:
    block = fenced("start" + "x" * 10_000 + "the end")
    assert block.endswith("the end\n```")
    assert "start" not in block
    assert len(fenced("\U000e0041" * 10_000)) < 4_100


def test_xml_has_only_allowed_characters() -> None:
    every = "".join(chr(number) for number in range(0x3000)) + "\ufffe\uffff\ud800\udfff\U0001f389\U000e0041"
    root = ElementTree.Element("text", attribute=for_xml(every, 100_000))
    root.text = for_xml(every, 100_000)
    read = ElementTree.fromstring(ElementTree.tostring(root, encoding="unicode"))
    assert read.text is not None
    assert read.text == root.text
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char in "\n\t" for char in read.text)
    assert len(for_xml("\x1b" * 1000, 100)) == 100


def test_workflow_command_is_one_line() -> None:
    assert for_annotation("100%\nnext: a,b") == "100%25%0Anext: a,b"
    assert for_annotation_property("a:b,c%\n::d") == "a%3Ab%2Cc%25 %3A%3Ad"
    command = f"::error title={for_annotation_property(HOSTILE)}::{for_annotation(HOSTILE)}"
    assert len(command.splitlines()) == 1
    assert command.split("::")[1].count(",") == 0
    assert len(for_annotation("\x1b" * 5000)) == 1000
