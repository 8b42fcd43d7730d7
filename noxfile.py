# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.10"]
# ///
"""The project's nox sessions; all logic is in `runner/`. `uv run noxfile.py -l` lists them."""

from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["verify"]
PROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, *groups: str) -> None:
    """Install the project in editable mode, with dependency groups of `pyproject.toml`."""
    session.install("-e", ".", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def verify(session: nox.Session) -> None:
    """Verify the promises of every example at the known-good date, or what the arguments say."""
    install(session)
    session.run("fastapi-by-example", "verify", *(session.posargs or ["--no-watches"]))


@nox.session
def latest(session: nox.Session) -> None:
    """Verify every example against the newest releases."""
    install(session)
    session.run("fastapi-by-example", "verify", "--target", "latest", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests of the runner."""
    install(session, "tests")
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, spelling, imports, dependencies, and the GitHub workflows."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("codespell")
    session.run("lint-imports", "--no-cache", env={"NO_COLOR": "1"})
    session.run("deptry", "runner/fastapi_by_example")
    workflows = sorted(str(path) for path in Path(".github/workflows").glob("*.yml"))
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    session.run("zizmor", "--offline", "--quiet", *workflows, "action.yml")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the runner, its tests and the examples, strictly."""
    install(session, "tests", "types")
    session.run("python", "runner/tools/typecheck.py", *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests of the runner with the lowest declared versions."""
    groups = nox.project.dependency_groups(PROJECT, "tests")
    session.install("--resolution", "lowest-direct", "-e", ".", *groups)
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session
def guard(session: nox.Session) -> None:
    """Compare what every example does at the known-good date with the committed guard."""
    install(session)
    session.run("fastapi-by-example", "history", "check", *session.posargs)


@nox.session
def history(session: nox.Session) -> None:
    """Run the releases of FastAPI that are not in the store yet, and write history.json."""
    install(session)
    session.run("fastapi-by-example", "history", "update", *session.posargs)


@nox.session
def benchmark(session: nox.Session) -> None:
    """Benchmark the runner against fresh processes and plain pytest."""
    install(session)
    session.run("python", "runner/tools/benchmark.py", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which lines and branches of FastAPI and Starlette the corpus covers."""
    install(session)
    session.run("python", "runner/tools/coverage.py", *session.posargs)


@nox.session
def power(session: nox.Session) -> None:
    """Inject faults into FastAPI and Starlette, and count how many the corpus detects. Run `coverage` first."""
    install(session)
    session.run("python", "runner/tools/power.py", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Mutate the scripts, and count how many mutants their promises kill."""
    install(session)
    session.run("python", "runner/tools/mutants.py", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the runner's tests that are too slow for CI, and the site's tests in Firefox."""
    # The last Playwright whose driver works with Firefox's extended support release.
    install(session, "tests")
    session.install("playwright==1.57.0")
    session.run("pytest", "-m", "full", *session.posargs)


@nox.session
def full(session: nox.Session) -> None:
    """Run the sessions that are too slow for CI: slow, container, lowest, coverage, power and mutants."""
    for name in ("slow", "container", "lowest", "coverage", "power", "mutants"):
        session.notify(name)


@nox.session
def container(session: nox.Session) -> None:
    """Build and run the image of `docker_deployment` with podman; needs Debian and root."""
    session.run(".ci/container", external=True)


@nox.session
def services(session: nox.Session) -> None:
    """Verify the examples that can use PostgreSQL and Redis, at DATABASE_URL and REDIS_URL."""
    install(session)
    session.run("fastapi-by-example", "services", *session.posargs)


@nox.session
def backtest(session: nox.Session) -> None:
    """Run the corpus on real past upgrades, and count how many it detects. Slow, but can be resumed."""
    install(session)
    session.run("python", "runner/tools/backtest.py", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site in `site/`; pass another folder and saved runs after `--`."""
    install(session)
    session.run("fastapi-by-example", "site", "build", *session.posargs)


if __name__ == "__main__":
    nox.main()
