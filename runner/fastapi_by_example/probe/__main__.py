"""Start the server of one environment: `python __main__.py CONTROL_FD INSTRUMENT`.

With the word `order` in place of the descriptor, run one example and exit; a server that cannot fork starts that.
INSTRUMENT is the folder that has pytest. It comes last on the path, so that the environment's own packages win.
"""

import importlib
import importlib.util
import sys
from pathlib import Path

NAME = "fastapi_by_example_probe"
"""The probe's name in an environment, which may have another fastapi_by_example installed."""


def _load() -> None:
    """Import the probe from its folder, without adding that folder to the path."""
    here = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(NAME, here / "__init__.py", submodule_search_locations=[str(here)])
    assert spec
    assert spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":  # not in a process that an example spawns: multiprocessing runs this file there once more
    del sys.path[0]  # the folder of this file
    sys.path += sys.argv[2:]
    _load()
    fresh = importlib.import_module(f"{NAME}.fresh")
    server = importlib.import_module(f"{NAME}.server")
    sys.exit(fresh.carry_out() if sys.argv[1] == fresh.ORDER else server.serve(int(sys.argv[1])))
