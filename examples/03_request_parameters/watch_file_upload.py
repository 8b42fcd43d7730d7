"""Around file uploads: malformed multipart, odd names, bytes, forms with files, limits, and the life of the file."""

from collections.abc import Callable, Iterator
from inspect import signature
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, File, Form, Request, UploadFile
from fastapi.testclient import TestClient
from file_upload import app
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.datastructures import UploadFile as StarletteUploadFile

client = TestClient(app, raise_server_exceptions=False)
MULTIPART = {"content-type": "multipart/form-data; boundary=B"}
MEBIBYTE = 1024 * 1024
FILE = {"file": ("a.txt", b"text", "text/plain")}


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


def part(headers: str, content: bytes = b"x") -> bytes:
    return b"--B\r\n" + headers.encode("latin-1") + b"\r\n\r\n" + content + b"\r\n--B--\r\n"


def watch_error_bodies() -> object:
    return answers_of_the_script({}, {"data": {"file": "text"}}, {"json": {"file": "a"}}, {"files": {"other": b"x"}})


def answers_of_the_script(*requests: dict[str, Any]) -> object:
    return [told(client.post("/files", **request)) for request in requests]


def watch_openapi() -> object:
    document = app.openapi()
    own = {name: schema for name, schema in document["components"]["schemas"].items() if "Validation" not in name}
    return document["paths"]["/files"]["post"]["requestBody"], own


def watch_text_where_a_file_is_expected() -> object:
    return told(client.post("/files", files={"other": b"x"}, data={"file": "text"}))


def watch_file_that_was_not_selected() -> object:
    return answers_of_the_script(
        {"files": {"file": ("", b"")}},
        {"files": {"file": ("", b"x")}},
        {"files": {"file": ("a.txt", b"")}},
        {"content": b"--B--\r\n", "headers": MULTIPART},
    )


def watch_input_of_a_browser_without_a_file() -> object:
    """A browser sends an empty name and no content, which the test client does not."""

    def read(file: UploadFile) -> object:
        return file.size

    def read_optional(file: UploadFile | None = None) -> object:
        return file and file.size

    def read_bytes(file: Annotated[bytes | None, File()] = None) -> object:
        return file and len(file)

    parts = [(name, content) for name in ("", "a") for content in (b"", b"x")]
    bodies = [part(f'Content-Disposition: form-data; name="file"; filename="{name}"', text) for name, text in parts]
    requests = [{"content": body, "headers": MULTIPART} for body in bodies]
    return [answers(endpoint, *requests) for endpoint in (read, read_optional, read_bytes)]


def watch_malformed_multipart() -> object:
    bodies = [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=B", b"garbage"),
        ("multipart/form-data; boundary=B", b""),
        ("multipart/form-data; boundary=B", part("no colon")),
        ("multipart/form-data; boundary=B", part("bad header: a\r\nContent-Disposition: form-data")),
        ("multipart/form-data; boundary=B", part('Content-Disposition: form-data; filename="a"')),
        (
            "multipart/form-data; boundary=B",
            part('Content-Disposition: form-data; name="file"; filename="a"') + b"trailing",
        ),
        ("multipart/form-data; boundary=B", part('Content-Disposition: form-data; name="file"; filename="a"')[:-8]),
        ("multipart/form-data; boundary=B", part("Content-Type: text/plain")),
        ("multipart/form-data; boundary=" + "B" * 100, b"x"),
    ]
    return [
        [body[:60].decode(), told(client.post("/files", content=body, headers={"content-type": kind}))]
        for kind, body in bodies
    ]


def watch_parameters_of_a_part() -> object:
    async def read(request: Request) -> object:
        form = await request.form()
        return [
            [key, getattr(value, "filename", "text"), getattr(value, "content_type", None)]
            for key, value in form.multi_items()
        ]

    own = served(read)
    headers = [
        'Content-Disposition: form-data; name="file"; filename="caf\u00e9.txt"',
        "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''caf%C3%A9.txt",
        "Content-Disposition: form-data; name=file; filename=a.txt",
        'CONTENT-DISPOSITION: form-data; name="file"; filename="C:\\dir\\a.txt"',
        'Content-Disposition: form-data; name="file"; filename="a\\"b.txt"\r\nContent-Type: text/plain; charset=utf-8',
        'Content-Disposition: attachment; name="file"; filename="a.txt"\r\nX-Other: 1',
        'Content-Disposition: form-data; name=""; filename="a.txt"',
        'Content-Disposition: form-data; name="text"',
    ]
    return [[header, told(own.post("/", content=part(header), headers=MULTIPART))] for header in headers]


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "unknown", "unicode_escape"])
def watch_charset_of_a_name(charset: str) -> object:
    body = part('Content-Disposition: form-data; name="file"; filename="caf\xe9+2AA-\\ud800"')
    return told(
        client.post(
            "/files", content=body, headers={"content-type": f"multipart/form-data; boundary=B; charset={charset}"}
        )
    )


def watch_headers_of_a_file() -> object:
    def read(file: UploadFile) -> object:
        return [list(file.headers.items()), file.content_type, repr(file), type(file).__name__]

    header = 'Content-Disposition: form-data; name="file"; filename="a"\r\nX-Other: 1\r\nX-Other: 2'
    return answers(read, {"files": FILE}, {"content": part(header), "headers": MULTIPART})


def watch_life_of_a_file() -> object:
    kept: list[UploadFile] = []

    async def read(file: UploadFile, tasks: BackgroundTasks) -> object:
        kept.append(file)
        tasks.add_task(lambda: seen.append(file.file.closed))
        first = await file.read(2)
        await file.seek(0)
        return [first.decode(), (await file.read()).decode(), (await file.read()).decode(), file.file.closed]

    seen: list[bool] = []
    return answers(read, {"files": FILE}), seen, kept[0].file.closed


def watch_file_in_memory_and_on_disk() -> object:
    async def read(file: UploadFile) -> object:
        rolled = getattr(file.file, "_rolled", None)
        await file.seek(1)
        rest = await file.read()
        await file.close()
        return [rolled, file.size, len(rest), file.file.closed]

    sizes = [MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1]
    return answers(read, *[{"files": {"file": ("a", b"x" * size)}} for size in sizes])


def watch_file_that_is_written() -> object:
    async def read(file: UploadFile) -> object:
        await file.seek(4)
        await file.write(b" more")
        await file.seek(0)
        return [file.size, (await file.read()).decode()]

    return answers(read, {"files": FILE})


def watch_file_of_an_ordinary_function() -> object:
    def read(file: UploadFile) -> object:
        return [file.file.read().decode(), file.file.tell()]

    return answers(read, {"files": FILE})


def watch_upload_file_of_starlette() -> object:
    async def read(file: Annotated[StarletteUploadFile, File()]) -> object:
        return file.filename

    try:
        return answers(read, {"files": FILE})
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def watch_upload_file_by_hand() -> object:
    import asyncio

    async def use(file: StarletteUploadFile) -> object:
        await file.write(b"abc")
        await file.write(b"def")
        await file.seek(1)
        told = [file.size, await file.read(2), await file.read(), file._in_memory]
        await file.close()
        return [repr(each) for each in told], repr(file), file.file.closed, file.content_type

    async def use_all() -> object:
        spooled = SpooledTemporaryFile(max_size=4)  # noqa: SIM115
        unlimited = SpooledTemporaryFile()  # noqa: SIM115
        kind = Headers({"content-type": "text/plain"})
        return [
            await use(UploadFile(BytesIO())),
            await use(UploadFile(spooled, size=0, filename="a.txt", headers=kind)),  # type: ignore[arg-type]
            await use(UploadFile(unlimited, size=0)),  # type: ignore[arg-type]
            await use(StarletteUploadFile(BytesIO(), filename="b")),
        ]

    return asyncio.run(use_all())


def watch_form_that_closes_its_files() -> object:
    async def read(request: Request) -> object:
        async with request.form() as form:
            file = form["file"]
        first = getattr(file, "file", None)
        again = await request.form()
        return [getattr(first, "closed", None), sorted(again)]

    return answers(read, {"files": FILE, "data": {"text": "a"}})


def watch_files_of_a_request_that_fails() -> object:
    """Files of a form that is refused halfway."""
    first = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'
    return answers_of_the_script(
        {"content": first + part("bad"), "headers": MULTIPART}, {"content": first, "headers": MULTIPART}
    )


def watch_bytes() -> object:
    def read(file: Annotated[bytes, File()]) -> object:
        return len(file)

    def read_optional(file: Annotated[bytes | None, File()] = None) -> object:
        return file and len(file)

    large = {"files": {"file": ("a", b"x" * (2 * MEBIBYTE))}}
    requests: list[dict[str, Any]] = [
        {"files": FILE},
        large,
        {},
        {"files": {"file": ("", b"")}},
        {"data": {"file": "text"}},
    ]
    return answers(read, *requests), answers(read_optional, *requests), body_of(read), body_of(read_optional)


def watch_bytes_without_file() -> object:
    def read(file: bytes) -> object:
        return len(file)

    return body_of(read), answers(read, {"params": {"file": "abc"}})


def watch_bytes_with_rules() -> object:
    def read(file: Annotated[bytes, File(min_length=2, max_length=4)]) -> object:
        return len(file)

    return answers(read, *[{"files": {"file": ("a", b"x" * size)}} for size in (1, 2, 4, 5)]), body_of(read)


def watch_one_file_for_two_parameters() -> object:
    async def as_bytes(file: Annotated[bytes, File()]) -> int:
        return len(file)

    async def read(file: UploadFile, size: Annotated[int, Depends(as_bytes)]) -> object:
        return [(await file.read()).decode(), size]

    return answers(read, {"files": FILE}), body_of(read)


def watch_file_with_a_form() -> object:
    async def read(
        file: UploadFile,
        note: Annotated[str, Form()] = "none",
        raw: Annotated[bytes, File()] = b"",
        pages: Annotated[list[int], Form()] = [],  # noqa: B006
    ) -> object:
        return [file.filename, note, len(raw), pages]

    form = {"note": "a", "pages": ["1", "2"]}
    return answers(read, {"files": FILE}, {"files": {**FILE, "raw": b"xyz"}, "data": form}, {"data": form}), body_of(
        read
    )


def watch_file_after_a_form_field() -> object:
    def read(note: Annotated[str, Form()], file: Annotated[bytes, File()]) -> object:
        return [note, len(file)]

    def read_list(note: Annotated[str, Form()], files: Annotated[list[bytes], File()]) -> object:
        return [note, [len(file) for file in files]]

    note = {"note": "a"}
    return answers(read, {"files": FILE, "data": note}), answers(
        read_list, {"files": [("files", ("a", b"x")), ("files", ("b", b"yz"))], "data": note}
    )


def watch_file_in_a_form_model() -> object:
    class Upload(BaseModel):
        file: UploadFile
        note: str = "none"
        more: list[UploadFile] = []

    async def read(upload: Annotated[Upload, Form()]) -> object:
        return [upload.file.filename, upload.note, len(upload.more)]

    async def read_multipart(upload: Annotated[Upload, File()]) -> object:
        return [upload.file.filename, upload.note]

    more = [("file", FILE["file"]), ("more", ("b", b"1")), ("more", ("c", b"2"))]
    requests: list[dict[str, Any]] = [{"files": FILE, "data": {"note": "a"}}, {"data": {"note": "a"}}, {"files": more}]
    return answers(read, *requests), answers(read_multipart, *requests), body_of(read), body_of(read_multipart)


def watch_bytes_in_a_form_model() -> object:
    class Upload(BaseModel):
        raw: Annotated[bytes, File()]
        many: Annotated[list[bytes], File()] = []

    async def read(upload: Annotated[Upload, Form()]) -> object:
        return [len(upload.raw), [len(each) for each in upload.many]]

    return answers(
        read, {"files": [("raw", b"abc"), ("many", b"1"), ("many", b"22")]}, {"data": {"raw": "ab"}}
    ), body_of(read)


def watch_optional_file() -> object:
    def read(file: UploadFile | None = None) -> object:
        return file.filename if file else None

    def read_described(file: Annotated[UploadFile | None, File(description="A picture")] = None) -> object:
        return file.filename if file else None

    requests: list[dict[str, Any]] = [{}, {"files": FILE}, {"files": {"file": ("", b"")}}, {"data": {"file": ""}}]
    return answers(read, *requests), answers(read_described, *requests), body_of(read), body_of(read_described)


def watch_file_or_text() -> object:
    def read(value: Annotated[UploadFile | str, File()]) -> object:
        return value if isinstance(value, str) else value.filename

    return answers(read, {"files": {"value": ("a", b"x")}}, {"data": {"value": "text"}}, {}), body_of(read)


def watch_arguments_of_file() -> object:
    from pydantic import AliasChoices

    def read(
        file: Annotated[UploadFile, File(alias="the-file", title="The file", description="A picture", deprecated=True)],
        other: Annotated[UploadFile | None, File(validation_alias=AliasChoices("a", "b"))] = None,
    ) -> object:
        return [file.filename, other and other.filename]

    def read_media(file: Annotated[UploadFile, File(media_type="application/x-file")]) -> object:
        return file.filename

    files = {"the-file": ("a.txt", b"x"), "b": ("b.txt", b"y")}
    return answers(read, {"files": files}, {"files": FILE}), body_of(read), body_of(read_media)


def watch_file_without_annotation_of_a_file() -> object:
    def read(file: Annotated[UploadFile, "only text"], more: list[UploadFile] = []) -> object:  # noqa: B006
        return [file.filename, len(more)]

    return answers(read, {"files": FILE}), body_of(read)


def watch_default_that_is_no_file() -> object:
    def read(file: UploadFile = "none") -> object:  # type: ignore[assignment]
        return file

    return answers(read, {})


def watch_default_that_is_validated() -> object:
    if "validate_default" not in signature(File).parameters:
        return "no such argument"

    def read(file: Annotated[UploadFile, File(validate_default=True)] = "none") -> object:  # type: ignore[assignment]
        return file

    return answers(read, {})


def watch_files_in_a_response_model() -> object:
    class Answer(BaseModel):
        file: UploadFile

    def read() -> Answer:
        return Answer(file=UploadFile(BytesIO()))

    try:
        return told(served(read).post("/")), body_of(read)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def watch_text_field_over_a_mebibyte() -> object:
    def read(note: Annotated[str, Form()], file: UploadFile | None = None) -> object:
        return len(note)

    return answers(read, *[{"data": {"note": "x" * size}, "files": FILE} for size in (MEBIBYTE, MEBIBYTE + 1)])


def watch_limit_of_the_body() -> object:
    """Limits of the app, of a router and of a route, with and without a content length."""

    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"

    def read(file: UploadFile) -> object:
        return file.size

    def chunks(size: int) -> Iterator[bytes]:
        content = part('Content-Disposition: form-data; name="file"; filename="a"', b"x" * size)
        return (content[start : start + 100] for start in range(0, len(content), 100))

    limited = FastAPI(max_body_size=1000)
    router = APIRouter(max_body_size=500)
    limited.post("/app")(read)
    limited.post("/route", max_body_size=2000)(read)
    router.post("/router")(read)
    limited.include_router(router)
    own = TestClient(limited, raise_server_exceptions=False)
    paths = ["/app", "/route", "/router"]
    return [
        [
            [path, told(own.post(path, files={"file": ("a", b"x" * size)}))]
            for path in paths
            for size in (100, 600, 1500, 3000)
        ],
        [
            [path, told(own.post(path, content=chunks(size), headers=MULTIPART))]
            for path in paths
            for size in (100, 3000)
        ],
    ]


def watch_limit_of_the_body_of_a_mounted_app() -> object:
    """The inner app's own limit, and a middleware that reads the body."""

    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"

    def read(file: UploadFile) -> object:
        return file.size

    told_of_all = []
    for limits in [(500, 1000), (500, None), (None, 500)]:
        outer, inner = FastAPI(max_body_size=limits[0]), FastAPI(max_body_size=limits[1])
        inner.post("/")(read)

        @inner.middleware("http")
        async def measure(request: Request, call_next: Callable[[Request], Any]) -> Any:
            await request.body()
            return await call_next(request)

        outer.mount("/inner", inner)
        own = TestClient(outer, raise_server_exceptions=False)
        sizes = [own.post("/inner/", files={"file": ("a", b"x" * size)}) for size in (100, 600, 1500)]
        parts = [own.post("/inner/", content=iter([b"x" * 400] * count), headers=MULTIPART) for count in (1, 2)]
        told_of_all.append([limits, [told(response) for response in sizes + parts]])
    return told_of_all


def watch_limits_of_the_body_that_are_wrong() -> object:
    if "max_body_size" not in signature(FastAPI).parameters:
        return "no such argument"
    result = []
    limits: list[Any] = [-1, True, "1", 1.5, 0, None]
    for limit in limits:
        try:
            FastAPI(max_body_size=limit)
            result.append("accepted")
        except ValueError as error:
            result.append(str(error))
    return result


def watch_smaller_spool() -> object:
    from starlette.formparsers import MultiPartParser

    def read(file: UploadFile) -> object:
        return [file._in_memory, file._max_mem_size]

    kept = MultiPartParser.spool_max_size
    MultiPartParser.spool_max_size = 8
    try:
        return answers(read, *[{"files": {"file": ("a", b"x" * size)}} for size in (8, 9)])
    finally:
        MultiPartParser.spool_max_size = kept


def watch_deprecated_name_of_the_parser() -> object:
    import warnings

    import starlette.formparsers

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        message = starlette.formparsers.FormMessage
        told = [message.END.value, message(1).name] if callable(message) else []
    return told, [f"{warning.category.__name__}: {warning.message}" for warning in caught]
