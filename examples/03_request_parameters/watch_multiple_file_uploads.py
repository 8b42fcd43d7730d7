"""Around several files: other containers, optional ones, text among them, limits, and bytes instead of files."""

from collections.abc import Callable
from inspect import signature
from typing import Annotated, Any

from fastapi import FastAPI, File, Form, UploadFile
from fastapi.testclient import TestClient
from multiple_file_uploads import app

client = TestClient(app)
TWO = [("files", ("a.txt", b"1")), ("files", ("b.txt", b"22"))]
ONE = TWO[:1]
EMPTY = [("files", ("", b""))]


def served(endpoint: Callable[..., Any], **options: Any) -> TestClient:
    own = FastAPI()
    own.post("/", **options)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    try:
        return [response.status_code, response.json()]
    except ValueError:
        return [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], *requests: dict[str, Any]) -> object:
    own = served(endpoint)
    return [told(own.post("/", **request)) for request in requests]


def body_of(endpoint: Callable[..., Any]) -> object:
    document = served(endpoint).get("/openapi.json").json()
    schemas = document.get("components", {}).get("schemas", {})
    own = {name: schema for name, schema in schemas.items() if "Validation" not in name}
    return document["paths"]["/"]["post"].get("requestBody"), own


REQUESTS: list[dict[str, Any]] = [{"files": TWO}, {"files": ONE}, {"files": EMPTY}, {"files": [*EMPTY, *ONE]}, {}]


def watch_openapi() -> object:
    document = app.openapi()
    own = {name: schema for name, schema in document["components"]["schemas"].items() if "Validation" not in name}
    return document["paths"]["/files"]["post"]["requestBody"], own


def watch_text_among_the_files() -> object:
    return client.post("/files", files=ONE, data={"files": "text"}).json()


def watch_other_names_of_the_field() -> object:
    return [told(client.post("/files", files={name: ("a.txt", b"1")})) for name in ("files[]", "file", "FILES")]


def watch_files_that_were_not_selected() -> object:
    return [told(client.post("/files", **request)) for request in REQUESTS[2:]]


def watch_input_of_a_browser_without_files() -> object:
    """A browser sends an empty name and no content, which the test client does not."""

    def read(files: list[UploadFile]) -> object:
        return [file.filename for file in files]

    def read_optional(files: list[UploadFile] | None = None) -> object:
        return None if files is None else [file.filename for file in files]

    def body(*names: str) -> bytes:
        head = b'--B\r\nContent-Disposition: form-data; name="files"; filename="'
        return b"".join(head + name.encode() + b'"\r\n\r\n' + name.encode() + b"\r\n" for name in names) + b"--B--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=B"}
    requests = [{"content": body(*names), "headers": headers} for names in ([""], ["", "a"], ["", ""])]
    return answers(read, *requests), answers(read_optional, *requests)


def watch_more_than_a_thousand_files() -> object:
    files = [("files", (f"{number}.txt", b"")) for number in range(1001)]
    return told(client.post("/files", files=files)), client.post("/files", files=files[1:]).status_code


def watch_fewer_files_allowed() -> object:
    if "form_limits" not in signature(FastAPI).parameters:
        return "no such argument"

    def read(files: list[UploadFile], note: Annotated[str, Form()] = "") -> object:
        return [len(files), note]

    limited = FastAPI(form_limits={"max_files": 1})
    limited.post("/app")(read)
    limited.post("/route", form_limits={"max_files": 2, "max_part_size": 1})(read)
    own = TestClient(limited)
    paths = ["/app", "/route"]
    return [
        [told(own.post(path, files=files, data={"note": "ab"})) for files in (ONE, TWO, TWO + ONE)] for path in paths
    ], [told(own.post(path, files=TWO)) for path in paths]


def watch_optional_files() -> object:
    def read(files: list[UploadFile] | None = None) -> object:
        return None if files is None else len(files)

    def read_empty(files: list[UploadFile] = []) -> object:  # noqa: B006
        return len(files)

    return answers(read, *REQUESTS), answers(read_empty, *REQUESTS), body_of(read), body_of(read_empty)


def watch_plain_upload_file() -> object:
    def read(files: UploadFile) -> object:
        return files.filename

    return answers(read, *REQUESTS)


def watch_other_containers() -> object:
    def read_tuple(files: Annotated[tuple[UploadFile, ...], File()]) -> object:
        return [type(files).__name__, [file.filename for file in files]]

    def read_pair(files: Annotated[tuple[UploadFile, UploadFile], File()]) -> object:
        return [file.filename for file in files]

    def read_set(files: Annotated[set[UploadFile], File()]) -> object:
        return [type(files).__name__, len(files)]

    def read_rule(
        files: Annotated[list[UploadFile], File(min_length=2, max_length=2, description="Two files")],
    ) -> object:
        return len(files)

    every: list[Callable[..., Any]] = [read_tuple, read_pair, read_set, read_rule]
    return [[answers(read, *REQUESTS), body_of(read)] for read in every]


def watch_bytes_instead_of_files() -> object:
    def read_list(files: Annotated[list[bytes], File()]) -> object:
        return [type(files).__name__, [len(file) for file in files]]

    def read_optional(files: Annotated[list[bytes] | None, File()] = None) -> object:
        return files and [type(files).__name__, [len(file) for file in files]]

    def read_tuple(files: Annotated[tuple[bytes, ...], File()]) -> object:
        return [type(files).__name__, [len(file) for file in files]]

    def read_set(files: Annotated[set[bytes], File()]) -> object:
        return [type(files).__name__, sorted(len(file) for file in files)]

    def read_mixed(files: Annotated[list[bytes | None], File()]) -> object:
        return [type(files).__name__, len(files)]

    mixed: dict[str, Any] = {"files": TWO, "data": {"files": "text"}}
    every: list[Callable[..., Any]] = [read_list, read_optional, read_tuple, read_set, read_mixed]
    return [[answers(read, *REQUESTS, mixed), body_of(read)] for read in every]


def watch_files_or_texts() -> object:
    def read(files: Annotated[list[UploadFile | str], File()]) -> object:
        return [file if isinstance(file, str) else file.filename for file in files]

    def read_bytes(files: Annotated[None | list[bytes], File()] = None) -> object:  # noqa: RUF036
        return files and [len(file) for file in files]

    return answers(read, {"files": TWO, "data": {"files": "text"}}), body_of(read), answers(read_bytes, *REQUESTS)


def watch_two_fields_of_files() -> object:
    def read(files: list[UploadFile], more: list[UploadFile], note: Annotated[str, Form()] = "none") -> object:
        return [len(files), len(more), note]

    both = [*TWO, ("more", ("c.txt", b"3"))]
    return answers(read, {"files": both, "data": {"note": "a"}}, {"files": TWO}), body_of(read)


def watch_contents_of_many_files() -> object:
    async def read(files: list[UploadFile]) -> object:
        return [[file.size, (await file.read()).decode(), file.content_type] for file in files]

    return answers(read, {"files": [*TWO, ("files", ("c", b"3", "application/x-own"))]})
