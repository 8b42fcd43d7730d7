"""The command line: `fastapi-by-example`, or `python -m fastapi_by_example`."""

import logging
import os
import signal
import sys
from importlib import metadata
from typing import Annotated

import typer

from fastapi_by_example.cli import ask, browse, manage
from fastapi_by_example.cli.compare import bisect_command, compare
from fastapi_by_example.cli.history import history_commands
from fastapi_by_example.cli.project import PassesOn, record_command
from fastapi_by_example.cli.site import site_commands
from fastapi_by_example.cli.uses import uses
from fastapi_by_example.cli.verify import services, verify
from fastapi_by_example.errors import RunnerError, UsageError
from fastapi_by_example.render.console import console_for, finish_stdout, prepare_streams
from fastapi_by_example.render.escape import visible
from fastapi_by_example.render.github import commands_stopped
from fastapi_by_example.run.document import INTERRUPTED

app = typer.Typer(
    name="fastapi-by-example",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 200},
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fastapi-by-example {metadata.version('fastapi-by-example')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[  # noqa: ARG001  # its callback acts
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Log every uv command and the time of each step to standard error.")
    ] = False,
) -> None:
    """FastAPI concepts as minimal runnable scripts, and what an upgrade does to them."""
    if debug:
        logging.basicConfig(level=logging.INFO, format="%(relativeCreated)7d ms %(message)s")
        logging.getLogger("fastapi_by_example").setLevel(logging.DEBUG)


app.command(short_help="Run the examples against any versions.")(verify)
app.command(short_help="Show what changes between two targets.", cls=PassesOn)(compare)
app.command(name="record", short_help="Record your own tests for comparison.", cls=PassesOn)(record_command)
app.command(short_help="Show which concepts your code uses.")(uses)
app.command(name="bisect", short_help="Find the release that changes a concept.")(bisect_command)
app.command(short_help="Show what the releases of a package changed.")(ask.changes)
app.command(short_help="Show on which releases a concept works.")(ask.since)
app.command(name="list")(browse.list_command)
app.command()(browse.search)
app.command()(browse.show)
app.command(short_help="Copy an example into a folder.")(browse.copy)
app.command(short_help="Serve an example, with reload.")(browse.run)
app.command()(manage.report)
app.command(short_help="Merge the runs of several shards.")(manage.merge)
app.command(short_help="Verify against real services.")(services)
app.command()(manage.targets)
app.command()(manage.schema)
app.command(name="known-good", short_help="Show or move the known-good date.")(manage.known_good)
app.add_typer(manage.cache_commands, name="cache")
app.add_typer(site_commands, name="site")
app.add_typer(history_commands, name="history")


def main() -> None:
    """Run the command line. An expected error ends with a message and an exit code, not a traceback."""
    prepare_streams()
    try:
        try:
            code = app(standalone_mode=False)
        finally:
            sys.stdout.flush()  # while an error can still be reported
        sys.exit(code or 0)
    except typer.TyperException as error:
        _print_usage_error(error)
        sys.exit(UsageError.exit_code)
    except RunnerError as error:
        _print_error(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _end_by_pipe()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer exits with 1
            _end_by_pipe()
        raise
    except KeyboardInterrupt:
        console_for(stderr=True).print("interrupted", style="yellow")
        sys.exit(INTERRUPTED)
    except OSError as error:
        finish_stdout()
        _print_error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        sys.exit(UsageError.exit_code)


def _end_by_pipe() -> None:
    """Exit by SIGPIPE, as other programs do if the reader closes the pipe: no example has failed."""
    finish_stdout()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)


def _print_usage_error(error: typer.TyperException) -> None:
    """Print an error of the parser like any other error, or the help if no command was given."""
    context: typer.Context | None = getattr(error, "ctx", None)
    text = getattr(error, "format_message", error.__str__)()
    if context and text == context.get_help():
        typer.echo(text, err=True)
        return
    message, _, guess = text.replace(" (Possible options: ", ". Did you mean ").partition(". Did you mean ")
    lines = [f"{message[:1].lower()}{message[1:].removesuffix('.')}"]
    if guess:
        lines.append(f"hint: did you mean {guess.rstrip('?)')}?")
    elif context:
        lines.append(f"hint: see `{context.command_path} -h`")
    _print_error("\n".join(lines))


def _print_error(message: str) -> None:
    with commands_stopped(os.environ, sys.stderr):
        console_for(stderr=True).print(f"error: {visible(message)}", style="red")
