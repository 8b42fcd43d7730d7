"""`python -m runner` is the same as `fastapi-by-example`."""

from runner.cli import main

main()
