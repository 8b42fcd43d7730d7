"""Short names for cached data."""

import hashlib


def digest(*parts: str) -> str:
    """A name for a tuple of texts: the first 20 hexadecimal digits of its SHA-256."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:20]
