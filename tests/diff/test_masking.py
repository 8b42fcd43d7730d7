"""Values that vary between runs are masked."""

import pytest

from fastapi_by_example.diff.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id 0b2f7c1e-63a4-4f7e-9d4e-0123456789ab.", "id <uuid>."),
        ("id 0B2F7C1E-63A4-4F7E-9D4E-0123456789AB.", "id <uuid>."),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.x-y_z", "Bearer <token>"),
        ("at 2026-01-01T10:00:00Z", "at <momentT:sZ>"),
        ("at 2026-01-01T10:00:00.123456+00:00, ok", "at <momentT:s.s+00:00>, ok"),
        ("at 2026-01-01 10:00", "at <moment >"),
        ("expires=Fri, 02 Jan 2026 10:00:00 GMT;", "expires=<moment>;"),
        ("<object at 0x7f00aa11bb22>", "<object at <address>>"),
        ("http://127.0.0.1:54321/x and localhost:8000", "http://127.0.0.1:<port>/x and localhost:<port>"),
        ("'schema_ref': 'watch_form_data.Dog:94152650087728'", "'schema_ref': 'watch_form_data.Dog:<id>'"),
        ("etag d41d8cd98f00b204e9800998ecf8427e", "etag <hex>"),
        ("/tmp/pytest-17/a", "/tmp/pytest-<n>/a"),
        ("app;dur=12.5", "app;dur=<milliseconds>"),
        ("$2b$12$ABCDEFGHIJKLMNOPQRSTUVabcdefgh", "$2b$12$<30 base64>"),
        ("['127.0.0.1', 54321]", "['127.0.0.1', <port>]"),
        ("/tmp/tmpab12cd34/x", "/tmp/<tmp>/x"),
        ("token Zx81kQ0aB7cD2eF4gH6iJ8", "token <random>"),
        ("session=eyJhIjogMX0=.abcd.e-f_g; path=/", "session=<token>; path=/"),
        (
            'File "site-packages/starlette/routing.py", line 290, in',
            'File "site-packages/starlette/routing.py", line <line>, in',
        ),
        ("at https://docs.pydantic.dev/2.4/migration/#a", "at https://docs.pydantic.dev/<version>/migration/#a"),
        ('__version__ = "0.162.0"', '__version__ = "<version>"'),
        ("Cancelled via cancel scope 7f22d5fc28e0 by", "Cancelled via cancel scope <address> by"),
        ("https://errors.pydantic.dev/2.12/v/missing", "https://errors.pydantic.dev/<version>/v/missing"),
    ],
)
def test_varying_value_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text", ["version 1.2.3", "42", "2026-01-01", "deadbeef", "color: #ff00aa", "example.com:8080", "0x1f", "200 OK"]
)
def test_similar_but_constant_value_is_kept(text: str) -> None:
    assert masked(text) == text
