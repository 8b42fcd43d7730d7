"""`python -m fastapi_by_example` is the same as `fastapi-by-example`."""

import sys


def main() -> None:
    """Run the command line. It needs POSIX signals, file locks and resource limits."""
    if sys.platform == "win32":
        print(
            "error: Windows is not supported\nhint: use WSL",
            file=sys.stderr,
        )
        sys.exit(3)
    from fastapi_by_example.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
