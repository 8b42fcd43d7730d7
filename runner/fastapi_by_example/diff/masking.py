"""Mask values that differ from run to run, by form: moments, addresses, ports, tokens, identifiers, hashes."""

import re
from re import Match

HASH = re.compile(
    r"\$(?P<scheme>[a-z0-9-]{1,20})\$(?P<settings>(?:[a-z0-9=,]{1,40}\$)*)(?P<text>[A-Za-z0-9+/.$=-]{22,200})"
)
"""A password hash in the modular crypt format. Scheme and settings are kept, salt and digest are masked."""
RANDOM = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\b(?=\d*[a-f])[0-9a-f]{16,}\b", re.IGNORECASE), "<hex>"),
    (re.compile(r"(?<![\w/+.-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{22,}={0,2}(?![\w/+-])"), "<random>"),
)
"""Values that look random by form. A value that is equal in a second run is not random."""
MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d([T ])\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
VOLATILE = (
    (re.compile(r"(?<![\w-])eyJ[\w-]+=*\.[\w-]+\.[\w-]*"), "<token>"),
    (re.compile(r"\b\w{3}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT\b"), "<moment>"),
    (re.compile(r"\b0x[0-9a-f]{4,}\b", re.IGNORECASE), "<address>"),
    (re.compile(r"(?<=\bid=)\d{9,}\b|(?<=\bat )\d{12,}\b|(?<=[A-Za-z_]:)\d{14,15}\b"), "<id>"),
    (re.compile(r"(127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\]|testclient):\d{2,5}\b"), r"\1:<port>"),
    (re.compile(r"(\[?'(?:127\.0\.0\.1|localhost|::1)', )\d{4,5}\b"), r"\1<port>"),
    (re.compile(r'(\["(?:127\.0\.0\.1|localhost|::1)", )\d{4,5}\b'), r"\1<port>"),
    (re.compile(r"\bpytest-\d+\b"), "pytest-<n>"),
    (re.compile(r"(?<=/)tmp[a-z0-9_]{8}\b"), "<tmp>"),
    (re.compile(r"\bdur=\d+(\.\d+)?"), "dur=<milliseconds>"),
    (re.compile(r'("site-packages/[^"\n]*", line )\d+'), r"\1<line>"),
    (re.compile(r'((?:errors|docs)\.pydantic\.dev/|__version__ = ")\d[\w.]*'), r"\1<version>"),
    (re.compile(r"(?<=\bcancel scope )[0-9a-f]{6,}\b"), "<address>"),
)
"""Values that differ between runs or releases without meaning. Others are only detected by a second run."""


def masked(text: str, *, proven: bool = False) -> str:
    """A text with volatile parts replaced by placeholders, which keep the form of moments and hashes.

    In a text that is `proven` to be equal in a second run, values that only look random are kept.
    """
    text = MOMENT.sub(lambda m: f"<moment{m[1]}{':s' if m[2] else ''}{'.s' if m[3] else ''}{m[4] or ''}>", text)
    text = HASH.sub(_hash_form, text)
    for pattern, name in VOLATILE if proven else (*VOLATILE, *RANDOM):
        text = pattern.sub(name, text)
    return text


def _hash_form(found: Match[str]) -> str:
    kind = "base64" if re.search(r"[A-Zg-z+/.]", found["text"]) else "hex"
    return f"${found['scheme']}${found['settings']}<{len(found['text'])} {kind}>"
