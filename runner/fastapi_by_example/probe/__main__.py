"""Start the server of one environment: `python __main__.py CONTROL_FD INSTRUMENT`.

With the word `order` instead of the descriptor, it runs one example and exits; a server that cannot fork uses this.
INSTRUMENT is the folder with pytest. It is last on the path, so that the environment's own packages take precedence.
"""

import importlib
import importlib.util
import sys
from pathlib import Path

NAME = "fastapi_by_example_probe"
"""The import name of the probe, since an environment may have fastapi_by_example installed."""


def _load() -> None:
    """Import the probe from its folder, without adding that folder to the path."""
    here = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(NAME, here / "__init__.py", submodule_search_locations=[str(here)])
    assert spec
    assert spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":  # multiprocessing imports this file again in processes that an example spawns
    del sys.path[0]  # the folder of this file
    sys.path += sys.argv[2:]
    _load()
    fresh = importlib.import_module(f"{NAME}.fresh")
    server = importlib.import_module(f"{NAME}.server")
    sys.exit(fresh.carry_out() if sys.argv[1] == fresh.ORDER else server.serve(int(sys.argv[1])))
