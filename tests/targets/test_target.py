"""Every spelling of a target means what the README says; mistakes get one clear message."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.targets.known_good import known_good_date
from fastapi_by_example.targets.target import Target, parse_target, parse_versions, recorded_target


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(text: str, parse: Callable[[str], Target] = parse_target) -> str:
    """The message for an invalid target."""
    with pytest.raises(UsageError) as caught:
        parse(text)
    message = str(caught.value)
    assert "\n" not in message.partition("\nhint: ")[0]
    return message


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("latest", Target("latest")),
        (" latest ", Target("latest")),
        ("latest+pre", Target("latest+pre", prerelease=True)),
        ("2025-06-01", Target("2025-06-01", as_of="2025-06-02T00:00:00Z")),
        ("2024-12-31", Target("2024-12-31", as_of="2025-01-01T00:00:00Z")),
        ("2025-06-01T12:30:00Z", Target("2025-06-01T12:30:00Z", as_of="2025-06-01T12:30:00Z")),
        ("2025-06-01T12:30", Target("2025-06-01T12:30", as_of="2025-06-01T12:30:00Z")),
        ("2025-06-01T12:30:00+02:00", Target("2025-06-01T12:30:00+02:00", as_of="2025-06-01T10:30:00Z")),
        ("fastapi==0.150.0", Target("fastapi==0.150.0", constraints=("fastapi==0.150.0",))),
        ("fastapi == 0.150.0", Target("fastapi == 0.150.0", constraints=("fastapi==0.150.0",))),
        ("starlette<1,fastapi==0.1", Target("starlette<1,fastapi==0.1", constraints=("fastapi==0.1", "starlette<1"))),
        ("starlette>=0.40,<1", Target("starlette>=0.40,<1", constraints=("starlette<1,>=0.40",))),
        (
            "starlette>=0.40, <1 , anyio!=4.1",
            Target("starlette>=0.40, <1 , anyio!=4.1", constraints=("anyio!=4.1", "starlette<1,>=0.40")),
        ),
        ("fastapi[standard]==0.150.0", Target("fastapi[standard]==0.150.0", constraints=("fastapi==0.150.0",))),
        (
            "2025-06-01,starlette<1",
            Target("2025-06-01,starlette<1", as_of="2025-06-02T00:00:00Z", constraints=("starlette<1",)),
        ),
        ("starlette<1,latest+pre", Target("starlette<1,latest+pre", prerelease=True, constraints=("starlette<1",))),
        (
            "git+https://github.com/fastapi/fastapi@master",
            Target(
                "git+https://github.com/fastapi/fastapi@master",
                sources=("fastapi @ git+https://github.com/fastapi/fastapi@master",),
            ),
        ),
        (
            "starlette @ git+https://github.com/Kludex/starlette",
            Target(
                "starlette @ git+https://github.com/Kludex/starlette",
                sources=("starlette @ git+https://github.com/Kludex/starlette",),
            ),
        ),
        (
            "pydantic@https://a.example/pydantic-3-py3-none-any.whl",
            Target(
                "pydantic@https://a.example/pydantic-3-py3-none-any.whl",
                sources=("pydantic @ https://a.example/pydantic-3-py3-none-any.whl",),
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_spelling_means_its_target(text: str, target: Target) -> None:
    assert parse_target(text) == target


def test_known_good_includes_its_whole_day() -> None:
    day = datetime.fromisoformat(known_good_date()).replace(tzinfo=UTC)
    assert parse_target("known-good").as_of == f"{day + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    assert parse_target("known-good,starlette<1").constraints == ("starlette<1",)


def test_order_of_pins_does_not_matter() -> None:
    one, other = parse_target("a==1,b==2"), parse_target("b==2,a==1")
    assert (one.constraints, one.as_of) == (other.constraints, other.as_of)


def test_past_target_without_other_sources_is_fixed() -> None:
    today = datetime.now(UTC)
    assert parse_target("2025-06-01").is_fixed
    assert parse_target("2025-06-01,starlette<1").is_fixed
    assert not parse_target("latest").is_fixed
    assert not parse_target("starlette<1").is_fixed
    assert not parse_target(f"{today:%Y-%m-%d}").is_fixed
    assert not Target("x", as_of="2025-06-02T00:00:00Z", sources=("a @ file:///a",)).is_fixed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is not a target: it is empty"),
        ("   ", "is not a target: it is empty"),
        ("lates", "'lates' is not a file and has no version"),
        ("fastapi", "'fastapi' is not a file and has no version"),
        ("Latest", "'Latest' is not a file and has no version"),
        ("fastapi=0.150.0", "'fastapi=0.150.0' is not a valid part"),
        ("starlette<1,,fastapi==1", "'' is not a valid part"),
        ("2025-06-01,lates", "'lates' is not a file and has no version"),
        ("2025-13-01", "'2025-13-01' is not a date: month must be in 1..12"),
        ("2025-02-30", "'2025-02-30' is not a date: "),
        ("9999-12-31", "'9999-12-31' is not a date: "),
        ("2025-06-01T25:00:00Z", "'2025-06-01T25:00:00Z' is not a timestamp: hour must be in 0..23"),
        ("9999-12-31T23:59:59-12:00", "'9999-12-31T23:59:59-12:00' is not a timestamp"),
        ("2025-06-01,2025-07-01", "it names more than one moment"),
        ("latest,2025-06-01", "it names more than one moment"),
        ("known-good,latest", "it names more than one moment"),
        ("git+", "'git+' is not a target"),
        ("git+https://a b", "'git+https://a b' is not a target"),
        ("fastapi @ :nothing at all", "'fastapi @ :nothing at all' is not a target"),
        ("uv.lock", "no file or folder 'uv.lock'"),
        ("./fastapi", "no file or folder './fastapi'"),
        ("dist/fastapi.whl", "no file or folder 'dist/fastapi.whl'"),
        ("a\0b", "is not a target"),
        ("x" * 5000, "is not a file and has no version"),
        ("ünïcode==1", "is not a valid part"),
    ],
)
def test_invalid_target_is_rejected_with_a_reason(text: str, expected: str) -> None:
    assert expected in refused(text)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("git@github.com:fastapi/fastapi.git", "fastapi @ git+ssh://git@github.com/fastapi/fastapi.git"),
        ("git@github.com:Kludex/starlette", "starlette @ git+ssh://git@github.com/Kludex/starlette"),
        ("pydantic @ git@a.example:/srv/pydantic.git", "pydantic @ git+ssh://git@a.example/srv/pydantic.git"),
        ("fastapi @ a.example:8080/fastapi.whl", "fastapi @ https://a.example:8080/fastapi.whl"),
    ],
)
def test_url_without_a_scheme_is_rejected_with_a_hint(text: str, instead: str) -> None:
    assert refused(text) == f"{text!r} is not a target: its address has no scheme\nhint: write {instead}"
    assert parse_target(instead).sources == (instead,)


def test_mistyped_target_lists_the_spellings() -> None:
    assert refused("lates").endswith(
        "hint: a target is known-good, latest, latest+pre, a date (2025-06-01) or a timestamp, pins"
        " (fastapi==0.150.0,starlette<1), a lock or requirements file, a checkout or a wheel, or a git+ URL"
    )


def test_parse_versions_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text('[[package]]\nname = "fastapi"\nversion = "1"\n')
    assert parse_target("uv.lock").constraints == ("fastapi==1",)
    for text in ("uv.lock", str(tmp_path / "uv.lock"), str(tmp_path), "git+https://a.example/x", "a @ file:///a"):
        assert "is not a target" in refused(text, parse_versions)
    assert parse_versions("2025-06-01,starlette<1") == parse_target("2025-06-01,starlette<1")


@pytest.mark.parametrize("name", ["latest", "known-good", "2025-06-01"])
def test_folder_does_not_shadow_a_spelling(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert parse_target(name).sources == ()
    (tmp_path / name / "pyproject.toml").write_text('[project]\nname = "fastapi"\n')
    assert parse_target(f"./{name}").sources == (f"fastapi @ {(tmp_path / name).as_uri()}",)


def wheel(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return path


def test_wheel_is_named_by_its_metadata(tmp_path: Path) -> None:
    file = wheel(
        tmp_path / "x.whl", **{"F-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: Fast_API\n\nName: no\n"}
    )
    assert parse_target("x.whl").sources == (f"fast-api @ {file.as_uri()}",)


@pytest.mark.parametrize(
    "metadata",
    [None, "", "Metadata-Version: 2.1\n", "Name: two words\n", "\udcff"],
    ids=["none", "empty", "no name", "bad name", "bytes"],
)
def test_invalid_wheel_is_rejected(tmp_path: Path, metadata: str | None) -> None:
    path = tmp_path / "x.whl"
    with zipfile.ZipFile(path, "w") as archive:
        if metadata is not None:
            archive.writestr("x-1.dist-info/METADATA", metadata.encode("utf-8", "surrogateescape"))
    assert refused("x.whl").startswith("x.whl is not a wheel: ")
    path.write_text("no zip file")
    assert refused("x.whl").startswith("x.whl is not a wheel: ")


def test_checkout_is_named_by_its_pyproject(tmp_path: Path) -> None:
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / "pyproject.toml").write_text('[project]\nname = "FastAPI"\n')
    assert parse_target("clone").sources == (f"fastapi @ {(tmp_path / 'clone').as_uri()}",)


@pytest.mark.parametrize(
    "text", [None, "[project]\n", "[tool.x]\n", "not TOML", 'project = "a"\n', '[project]\nname = "two words"\n']
)
def test_folder_without_a_project_is_rejected(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "clone").mkdir()
    if text is not None:
        (tmp_path / "clone" / "pyproject.toml").write_text(text)
    assert refused("clone").startswith("clone is not a checkout of a package: no usable pyproject.toml (")


MOMENT = "2025-06-02T00:00:00Z"
PACKAGES = [("FastAPI", "0.150.0"), ("starlette", "0.46.0"), ("anyio", "4.9.0"), ("anyio", "4.8.0")]


@pytest.mark.parametrize("text", ["known-good", "latest", "2025-06-01", "2025-06-01T03:00:00Z"])
def test_target_of_a_saved_run_is_read_as_of_its_time(text: str) -> None:
    assert recorded_target(text, MOMENT, PACKAGES) == Target(text, as_of=MOMENT)
    pinned = recorded_target(f"{text},starlette<1", MOMENT, PACKAGES)
    assert pinned == Target(f"{text},starlette<1", as_of=MOMENT, constraints=("starlette<1",))


@pytest.mark.parametrize("text", ["uv.lock", "clone", "git+https://a.example/x", "x @ file:///x", "/etc/passwd", ""])
def test_saved_run_with_a_path_or_url_is_pinned_to_its_versions(tmp_path: Path, text: str) -> None:
    (tmp_path / "uv.lock").write_text('[[package]]\nname = "other"\nversion = "1"\n')
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / "pyproject.toml").write_text('[project]\nname = "other"\n')
    hostile = [
        ("a @ file:///a?", "1"),
        ("b", "1 ; c @ file:///c"),
        ("d\n-r /etc/passwd", "1"),
        ("e", "https://a.example"),
    ]
    pins = ("fastapi==0.150.0", "starlette==0.46.0")
    expected = Target(text, as_of=MOMENT, prerelease=True, constraints=pins)
    assert recorded_target(text, MOMENT, [*PACKAGES, *hostile]) == expected


def test_invalid_time_in_a_saved_run_is_ignored() -> None:
    assert recorded_target("latest", "x; --index-url", []) == Target("latest")


def test_date_does_not_hold_for_a_package_pinned_to_one_version() -> None:
    target = parse_target("2026-01-02,fastapi==0.148.0,starlette<1")
    assert target.date_arguments[:2] == ["--exclude-newer", target.as_of]
    assert target.date_arguments[2:] == ["--exclude-newer-package", "fastapi=2999-12-31"]
    assert parse_target("fastapi==0.148.0").date_arguments == []
