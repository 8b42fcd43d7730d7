"""The concepts that a project uses: each script of the corpus uses its own, and odd sources are read."""

from pathlib import Path
from textwrap import dedent

import pytest

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.errors import UsageError
from fastapi_by_example.uses.concepts import known_signs, used_concepts
from fastapi_by_example.uses.project import read_signs

CORPUS = discover(Path(__file__).resolve().parent.parent.parent)


def used(folder: Path, **files: str) -> dict[str, list[str]]:
    """The concepts of some sources, with their places as text."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return {
        slug: [str(place) for place in places]
        for slug, places in used_concepts(read_signs(folder), known_signs()).items()
    }


@pytest.mark.parametrize("concept", CORPUS.concepts.values(), ids=CORPUS.concepts.keys())
def test_a_script_uses_its_own_concept(concept: Concept) -> None:
    signs = read_signs(concept.script)
    assert signs.unread == []
    assert concept.slug in used_concepts(signs, [concept.slug]), f"add signs of {concept.slug} to signs.toml"


def test_signs_belong_to_existing_concepts() -> None:
    assert known_signs().keys() <= CORPUS.concepts.keys()


def test_imported_names_are_resolved(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        app__main="""
            import fastapi as f
            from starlette.responses import StreamingResponse as Streamed
            app = f.FastAPI()
            @app.get("/stream")
            def stream(limit: int = 3): return Streamed(iter("a"))
        """,
    )
    assert found["app_instance"] == ["app/main.py:4"]
    assert found["streaming_response"] == ["app/main.py:6"]
    assert found["query_parameters"] == ["app/main.py:6"]
    assert "path_parameters" not in found


def test_definitions_in_other_files_are_resolved(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        app__models="""
            from pydantic import BaseModel
            class Base(BaseModel): ...
            class Item(Base): ...
            class Other: ...
        """,
        app__deps="""
            from typing import Annotated
            from fastapi import Depends
            async def get_db():
                yield 1
            DB = Annotated[int, Depends(get_db)]
        """,
        app__routes="""
            from fastapi import APIRouter
            from app.deps import DB
            from app.models import Item, Other
            router = APIRouter()
            @router.post("/items")
            async def create(item: Item, db: DB): ...
            @router.get("/items/{number}")
            async def read(number: int, other: Other, db: DB): ...
        """,
    )
    assert found["request_body"] == ["app/routes.py:7"]
    assert found["path_parameters"] == ["app/routes.py:9"]
    assert found["async_generator_dependency"] == ["app/deps.py:6"]
    assert found["dependency_alias"] == ["app/deps.py:6"]
    assert "query_parameters" not in found


def test_an_import_alone_does_not_count_as_use(tmp_path: Path) -> None:
    assert "streaming_response" not in used(tmp_path, main="from fastapi.responses import StreamingResponse\n")


def test_newer_syntax_is_read_and_invalid_python_is_reported(tmp_path: Path) -> None:
    used(
        tmp_path,
        new="from fastapi import FastAPI\ntry:\n    app = FastAPI()\nexcept TypeError, ValueError:\n    pass\n",
    )
    (tmp_path / "broken.py").write_text("from fastapi import Query\nx = Query(\n((\n")
    (tmp_path / "binary.py").write_bytes(b"\x00\xff\xfe" * 100)
    signs = read_signs(tmp_path)
    assert used_concepts(signs, ["app_instance"])["app_instance"][0].file == "new.py"
    assert [one.partition(":")[0] for one in signs.unread] == ["binary.py", "broken.py"]


def test_environments_and_tools_are_skipped(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        main="from fastapi import FastAPI\napp = FastAPI()\n",
        env__lib__fastapi="from fastapi import FastAPI\napp = FastAPI()\n",
        node_modules__a="from fastapi import FastAPI\napp = FastAPI()\n",
    )
    assert len(found["app_instance"]) == 2
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert used(tmp_path)["app_instance"] == ["main.py:2"]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_sources_is_rejected(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        read_signs(tmp_path / name)
