"""`python -m fastapi_by_example` is the same as `fastapi-by-example`."""

import sys


def main() -> None:
    """Run the command line, on a system that has what the runner stands on: signals, file locks, resource limits."""
    if sys.platform == "win32":
        print(
            "error: Windows is not supported, and neither are many of the servers that are shown; use WSL.",
            file=sys.stderr,
        )
        sys.exit(3)
    from fastapi_by_example.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
