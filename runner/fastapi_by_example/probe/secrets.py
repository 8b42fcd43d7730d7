"""Replace credentials in observations by their kind and length."""

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

HEADERS = re.compile(r"(proxy-)?authorization|(x-)?api-?key|.*(token|secret|password|credential|session-?id|csrf)s?")
"""Headers whose whole value is a credential, apart from a scheme such as `Bearer`."""
SCHEME = re.compile(r"(Basic|Bearer|Digest|Token|ApiKey|JWT)\s+", re.IGNORECASE)
ANYWHERE = frozenset({"password", "passwd", "pwd", "passphrase", "secret", "secrets", "apikey", "credential"})
"""Words that mark any field with them in its name as a credential: `hashed_password`, `client_secret_key`."""
AT_THE_END = frozenset(
    {"token", "tokens", "authorization", "cookie", "session", "sessionid", "csrf", "jwt", "otp", "pin"}
)
AT_THE_END |= frozenset({"key api", "key private", "id session", "key secret", "key access", "credentials", "auth"})
"""Last words, or last pairs of words, of a field's name that mark it as a credential: `access_token`, `api_key`."""
HINT = re.compile(r"pass|pwd|secret|api|token|auth|cookie|session|csrf|jwt|otp|pin|key|cred", re.IGNORECASE)
SHORTEST = 8
"""Shortest credential that is also replaced inside other text, in characters."""
MOST_DEPTH = 60


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a field has the name of a credential."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    if not words:
        return False
    last = words[-1] if len(words) == 1 else f"{words[-1]} {words[-2]}"
    return bool(ANYWHERE & set(words)) or words[-1] in AT_THE_END or last in AT_THE_END


def hidden(value: str) -> str:
    """A credential as its kind and length."""
    kind = "digits" if value.isdecimal() else "token" if re.fullmatch(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", value) else "text"
    return f"<secret {kind} of {len(value)} characters>"


class Secrets:
    """The credentials seen in one test. `hide` replaces them, also where they occur again in other places."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.pattern: re.Pattern[str] | None = None

    def learn(self, value: str) -> str:
        """Note a credential; return its replacement."""
        if len(value) >= SHORTEST and value not in self.known:
            self.known.add(value)
            self.pattern = None
        return hidden(value)

    def hide(self, text: str) -> str:
        """A text without the known credentials."""
        if not self.known or not text:
            return text
        if self.pattern is None:
            longest_first = sorted(self.known, key=lambda value: (-len(value), value))
            self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        return self.pattern.sub(lambda found: hidden(found[0]), text)

    def exchange(self, exchange: dict[str, Any]) -> None:
        """Replace the credentials of an exchange in place."""
        for part in ("request_headers", "headers"):
            exchange[part] = [[name, self._header(name, value)] for name, value in exchange[part]]
        exchange["query"] = self._pairs(exchange["query"])
        form = any(name == "content-type" and "form" in value for name, value in exchange["request_headers"])
        for part in ("request_body", "body"):
            body = exchange[part]
            if text := body.get("text"):
                body["text"] = self.hide(self._text(text, is_form=form and part == "request_body"))
        for part in ("path", "query", "error"):
            exchange[part] = self.hide(exchange[part])
        for part in ("request_headers", "headers"):
            exchange[part] = [[name, self.hide(value)] for name, value in exchange[part]]

    def websocket(self, session: dict[str, Any]) -> None:
        """Replace the credentials of a WebSocket session in place."""
        for message in session["messages"]:
            for key in ("text", "reason"):
                if key in message:
                    message[key] = self.hide(self._text(message[key]))
            if "headers" in message:
                pairs = [[name, self._header(name, value)] for name, value in json.loads(message["headers"])]
                message["headers"] = json.dumps(pairs)
        session["path"], session["error"] = self.hide(session["path"]), self.hide(session["error"])

    def _header(self, name: str, value: str) -> str:
        if name == "cookie":
            return "; ".join(self._cookie(part) for part in value.split("; "))
        if name == "set-cookie":
            cookie, separator, attributes = value.partition(";")
            return self._cookie(cookie) + separator + attributes
        if HEADERS.fullmatch(name) and not name.startswith("access-control-"):
            scheme = SCHEME.match(value)
            start = scheme.end() if scheme else 0
            return value[:start] + self.learn(value[start:])
        return self._pairs(value) if name in ("location", "referer") else value

    def _cookie(self, text: str) -> str:
        name, separator, value = text.partition("=")
        return f"{name}={self.learn(value.strip(chr(34)))}" if separator and value.strip('"') else text

    def _pairs(self, text: str) -> str:
        """A query, form or address with the values of secret fields replaced."""
        if not HINT.search(text):
            return text

        def replaced(found: re.Match[str]) -> str:
            if not is_secret(found[2]):
                return found[0]
            self.learn(found[3])
            return f"{found[1]}{found[2]}={self.learn(unquote_plus(found[3]))}"

        return re.sub(r"(^|[?&#])([\w.\[\]-]+)=([^&#]+)", replaced, text)

    def _text(self, text: str, *, is_form: bool = False) -> str:
        if not HINT.search(text):
            return text
        if is_form:
            return self._multipart(self._pairs(text))
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return text
        replaced = text
        for name, value in dict.fromkeys(_secret_values(document)):
            new = json.dumps(self.learn(str(value)))
            spelled = "|".join({re.escape(json.dumps(value)), re.escape(json.dumps(value, ensure_ascii=False))})
            field = re.escape(json.dumps(name, ensure_ascii=False))
            replaced = re.sub(rf"({field}\s*:\s*)(?:{spelled})(?=\s*[,}}])", _constant(new), replaced)
        return replaced

    def _multipart(self, text: str) -> str:
        def replaced(found: re.Match[str]) -> str:
            return f"{found[1]}{self.learn(found[3])}" if is_secret(found[2]) else found[0]

        return re.sub(r'(name="([^"\r\n]+)"\r\n\r\n)([^\r\n]+)', replaced, text)


def _constant(new: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + new


def _secret_values(value: Any, depth: int = 0) -> Iterator[tuple[str, str | int | float]]:
    """The secret fields of a JSON document with their values, including the inputs repeated by a validation error."""
    if depth > MOST_DEPTH:
        return
    if isinstance(value, dict):
        place = value.get("loc")
        refused = isinstance(place, list) and any(isinstance(step, str) and is_secret(step) for step in place)
        for name, inner in value.items():
            if (is_secret(name) or (refused and name == "input")) and _is_scalar(inner):
                yield name, inner
            else:
                yield from _secret_values(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _secret_values(inner, depth + 1)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
