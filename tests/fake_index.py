"""A package index on loopback with tiny fake packages, each release with its own upload time."""

import hashlib
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PAGE_TYPE = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class Release:
    """A version of a package: its module, what it requires, when it was uploaded (RFC 3339, UTC), and more modules."""

    name: str
    version: str
    source: str
    uploaded: str
    requires: tuple[str, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()

    @property
    def filename(self) -> str:
        """The name of its wheel."""
        return f"{self.name}-{self.version}-py3-none-any.whl"

    def wheel(self) -> bytes:
        """Its wheel: the module, and the metadata that installers need."""
        info = f"{self.name}-{self.version}.dist-info"
        requires = "".join(f"Requires-Dist: {line}\n" for line in self.requires)
        files = {
            f"{self.name}/__init__.py": self.source,
            **{f"{self.name}/{name}.py": source for name, source in self.modules},
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n{requires}",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return content.getvalue()


@dataclass
class FakeIndex:
    """The releases in the index; more can be added while it is serving."""

    url: str = ""
    releases: list[Release] = field(default_factory=list)

    def page(self, name: str) -> bytes | None:
        """The page of a package, in the JSON form of the simple repository API; None if there is no such package."""
        files = [
            {
                "filename": release.filename,
                "url": f"{self.url}/files/{release.filename}",
                "hashes": {"sha256": hashlib.sha256(release.wheel()).hexdigest()},
                "upload-time": release.uploaded,
                "size": len(release.wheel()),
            }
            for release in self.releases
            if release.name == name
        ]
        versions = [release.version for release in self.releases if release.name == name]
        page = {"meta": {"api-version": "1.1"}, "name": name, "versions": versions, "files": files}
        return json.dumps(page).encode() if files else None

    def file(self, filename: str) -> bytes | None:
        """A wheel by its name."""
        return next((release.wheel() for release in self.releases if release.filename == filename), None)


@contextmanager
def serving(index: FakeIndex) -> Iterator[FakeIndex]:
    """Serve an index on a free port during the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, *, with_body: bool) -> None:
            parts = self.path.strip("/").split("/")
            content, kind = None, PAGE_TYPE
            if parts[0] == "simple" and len(parts) == 2:
                content = index.page(parts[1])
            elif parts[0] == "files" and len(parts) == 2:
                content, kind = index.file(parts[1]), "application/octet-stream"
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            if with_body:
                self.wfile.write(content or b"")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        index.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()
