"""The releases in an index, and the states derived from them."""

import pytest

from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.history.releases import Release, read_releases, releases_of
from fastapi_by_example.history.timeline import State, spread, timeline
from tests.fake_index import FakeIndex
from tests.history.conftest import day


def file(name: str, uploaded: str, *, yanked: bool | str = False) -> dict[str, object]:
    return {"filename": name, "upload-time": uploaded, "yanked": yanked}


def test_release_is_dated_by_its_first_file() -> None:
    files = [
        file("fastapi-0.101.0.tar.gz", "2026-03-04T12:00:09.5Z"),
        file("fastapi-0.101.0-py3-none-any.whl", "2026-03-04T12:00:01.25Z"),
        file("fastapi-0.100.0-py3-none-any.whl", "2026-03-02T12:00:00Z"),
    ]
    assert releases_of("fastapi", files) == [
        Release("2026-03-02T12:00:00Z", "fastapi", "0.100.0"),
        Release("2026-03-04T12:00:01Z", "fastapi", "0.101.0"),
    ]


def test_release_is_yanked_if_all_its_files_are() -> None:
    files = [
        file("fastapi-0.1-py3-none-any.whl", day(1), yanked="broken"),
        file("fastapi-0.1.tar.gz", day(1), yanked=True),
        file("fastapi-0.2-py3-none-any.whl", day(2), yanked=True),
        file("fastapi-0.2.tar.gz", day(2)),
    ]
    assert [one.yanked for one in releases_of("fastapi", files)] == [True, False]


def test_prereleases_and_other_files_do_not_count() -> None:
    names = ("fastapi-0.1rc1.tar.gz", "fastapi-0.1.exe", "fastapi-0.1-py3-none-any.whl.metadata", "fastapi-x.tar.gz")
    assert releases_of("fastapi", [file(name, day(1)) for name in names]) == []


def test_first_index_that_has_the_package_answers(index: FakeIndex) -> None:
    assert [one.version for one in read_releases("starlette")] == ["0.30.0", "0.30.1", "0.31.0"]


def test_package_that_is_in_no_index_has_no_releases(index: FakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{index.url}/simple")
    assert read_releases("no-such-package") == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/simple", "file:///nowhere"])
def test_index_that_does_not_answer_is_an_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", address)
    monkeypatch.delenv("UV_INDEX", raising=False)
    with pytest.raises(NothingVerifiedError, match=f"cannot read the releases of fastapi from {address}"):
        read_releases("fastapi")


def names(states: list[State]) -> list[str]:
    return [state.name for state in states]


def releases(package: str, *versions: tuple[str, int]) -> list[Release]:
    return [Release(day(number), package, version) for version, number in versions]


def test_each_release_has_an_eve_with_the_previous_release() -> None:
    states = timeline(releases("fastapi", ("0.100.0", 1), ("0.101.0", 5)), {}, "0.100.0")
    assert names(states) == ["fastapi 0.100.0", "before fastapi 0.101.0", "fastapi 0.101.0"]
    assert [state.fastapi for state in states] == ["0.100.0", "0.100.0", "0.101.0"]
    assert [state.target.as_of for state in states] == [
        "2026-03-01T12:01:00Z",
        "2026-03-05T12:00:00Z",
        "2026-03-05T12:01:00Z",
    ]
    assert states[1].target.constraints == ("fastapi==0.100.0",)


def test_minor_releases_of_other_packages_are_states_but_patches_are_not() -> None:
    others = {
        "starlette": releases("starlette", ("0.30.0", 1), ("0.30.1", 3), ("0.31.0", 4), ("0.30.2", 6), ("0.31.1", 7)),
        "python-multipart": releases("python-multipart", ("0.0.6", 1), ("0.0.7", 8)),
    }
    states = timeline(releases("fastapi", ("0.100.0", 2), ("0.101.0", 9)), others, "0.100.0")
    assert names(states) == [
        "fastapi 0.100.0",
        "before starlette 0.31.0",
        "starlette 0.31.0",
        "before python-multipart 0.0.7",
        "python-multipart 0.0.7",
        "before fastapi 0.101.0",
        "fastapi 0.101.0",
    ]
    assert {state.fastapi for state in states[:-1]} == {"0.100.0"}


def test_patch_that_was_published_late_comes_before_its_successor() -> None:
    states = timeline(releases("fastapi", ("0.143.3", 1), ("0.144.0", 5), ("0.143.4", 6), ("0.145.0", 8)), {}, "0.100")
    assert [(state.name, state.fastapi, state.released) for state in states[1:]] == [
        ("before fastapi 0.143.4", "0.143.3", day(5)),
        ("fastapi 0.143.4", "0.143.4", day(5)),
        ("before fastapi 0.144.0", "0.143.4", day(5)),
        ("fastapi 0.144.0", "0.144.0", day(5)),
        ("before fastapi 0.145.0", "0.144.0", day(8)),
        ("fastapi 0.145.0", "0.145.0", day(8)),
    ]


def test_history_begins_with_the_given_release() -> None:
    made = releases("fastapi", ("0.99.0", 1), ("0.100.0", 2), ("0.101.0", 3))
    assert names(timeline(made, {}, "0.101")) == ["fastapi 0.101.0"]
    assert timeline(made, {}, "0.102") == []


def test_spread_goes_to_the_ends_then_to_the_middles() -> None:
    assert spread(9) == [0, 8, 4, 2, 6, 1, 3, 5, 7]
    assert [sorted(spread(count)) for count in range(6)] == [list(range(count)) for count in range(6)]
