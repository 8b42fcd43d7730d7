"""Start the server of one environment: `python __main__.py CONTROL_FD INSTRUMENT`.

In place of the descriptor, the word `order` makes it the process of one example, for a server that cannot fork.
INSTRUMENT is the folder that has pytest; it comes last on the path, so that what an environment has itself wins.
"""

import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":  # not in a process that an example spawns: multiprocessing runs this file there once more
    # Run as a file, so that an environment sees neither the folder of the runner nor what is installed beside it.
    del sys.path[0]
    package = types.ModuleType("runner")
    package.__path__ = [str(HERE.parent)]
    sys.modules["runner"] = package
    sys.path += sys.argv[2:]

    from runner.probe.fresh import ORDER, carry_out
    from runner.probe.server import serve

    sys.exit(carry_out() if sys.argv[1] == ORDER else serve(int(sys.argv[1])))
