"""The pytest plugin of an environment in which this package is installed: `pytest --fastapi-record FILE`.

Every pytest in that environment loads this module, so it imports the recorder only if the option is given.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fastapi_by_example.probe.protocol import FOLDER_VARIABLE, STARTED_VARIABLE


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("fastapi-by-example")
    group.addoption(
        "--fastapi-record", metavar="FILE", help="record what the application does, for `fastapi-by-example compare`"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start recording if the option is given. A worker of pytest-xdist gets its folder from the environment."""
    file = config.getoption("--fastapi-record")
    is_worker = hasattr(config, "workerinput")
    if not file or (os.environ.get(STARTED_VARIABLE) and not is_worker):
        return
    from fastapi_by_example.probe.record import start

    if not is_worker:
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="fastapi-by-example-")
        config.pluginmanager.register(_Saver(config), "fastapi-by-example-saver")
    start(config, os.environ[FOLDER_VARIABLE])


class _Saver:
    """Saves the run when the session has ended."""

    def __init__(self, config: pytest.Config) -> None:
        self.file = config.invocation_params.dir / config.getoption("--fastapi-record")
        self.command = " ".join(["pytest", *map(str, config.invocation_params.args)])
        self.project = config.rootpath.name
        self.started = datetime.now(UTC)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Merge the parts of all processes, and save the run if there was a test."""
        from fastapi_by_example.project.recording import Recorded, merged
        from fastapi_by_example.run.document import save
        from fastapi_by_example.store.cache import remove

        folder = Path(os.environ.pop(FOLDER_VARIABLE))
        os.environ.pop(STARTED_VARIABLE, None)
        run = merged(folder, Recorded(self.file.stem, self.project, self.command), self.started)
        if run is not None:
            save(run, self.file)
        remove(folder)
