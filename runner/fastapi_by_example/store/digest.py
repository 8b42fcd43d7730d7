"""Short names for what is kept."""

import hashlib


def digest(*parts: str) -> str:
    """Name a tuple of texts: 20 hexadecimal characters of its SHA-256."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:20]
