"""The command line: what a user types, which stream says what, and the exit code that says how it went.

The answer goes to standard output, everything else to standard error. Whatever a reviewed tree brings along
(names of files above all) is escaped before it is written to either.

Plain click draws the help. rich-click was measured against it: 165 ms instead of 75 ms for `entasis -h`, its
errors are boxes of six lines instead of one, and with NO_COLOR it still writes bold and dim escapes.
"""
# ruff: noqa: PLC0415 - imports are late so that help and version answer at once and only a review pays for one

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import click

from entasis import __version__
from entasis.outputs import FORMATS, Output, conflict, parsed
from entasis.streams import StreamError, forget_stdout, print_answer, say

FINDINGS, USAGE, INTERNAL, INTERRUPTED = 1, 2, 3, 130
ALONE_BELOW = 10_000
"""Lines below which one process is used unless --jobs says otherwise: forking costs 50 ms and a fifth of the work."""
LEVELS = ("default", "audit")
THREAT_MODELS = ("remote", "local", "database", "library")
THRESHOLDS = ("low", "medium", "high", "critical", "never")
DEBUG = click.option(
    "--debug", is_flag=True, expose_value=False, help="Print where an internal error happened."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `entasis` and `python -m entasis` both end here.

    As a program of its own (no `arguments` are passed) it ends the process at once: to look for garbage among what a
    review holds, and to take it apart, costs a tenth of its time.
    """
    if arguments is not None:
        return _run(list(arguments))
    gc.disable()
    code = _run(sys.argv[1:])
    with suppress(OSError):  # whoever reads the answer may have gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _run(words: list[str]) -> int:
    try:
        with commands.make_context("entasis", words) as context:
            return int(commands.invoke(context) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        where = getattr(error, "ctx", None)
        hint = f" (see '{where.command_path} -h')" if where else ""
        say(f"error: {error.format_message().rstrip('.')}{hint}")
        return USAGE
    except StreamError as error:
        say(f"error: {error}")
        return USAGE
    except BrokenPipeError:
        forget_stdout()
        return 0
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a defect of ours is one line for the user, not a screen
        if "--debug" in words:
            for line in traceback.format_exc().splitlines():
                say(line)
        say(f"internal error: {type(error).__name__}: {error}; please report it (--debug shows the place)")
        return INTERNAL


class CommandList(click.Group):
    """A group whose help lists the commands in the order of this file: what most people want comes first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands."""
        return list(self.commands)


@click.group(
    cls=CommandList,
    invoke_without_command=True,
    subcommand_metavar="COMMAND ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  entasis review src/                        review a tree
  entasis review src/ --output sarif=entasis.sarif --fail-on high
  entasis explain CWE-89                     a weakness, and the rules for it

\b
Exit code, the first that applies: 2 usage, 3 internal error,
4 incomplete review, 1 findings at or above --fail-on, 0 otherwise.""",
)
@click.version_option(__version__, prog_name="entasis", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Review source code for security defects, with proof.
    Nothing is sent anywhere, and the reviewed code is never run.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(USAGE)


def _outputs(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    try:
        return tuple(parsed(value) for value in values)
    except StreamError as error:
        raise click.BadParameter(str(error), context, option) from error


def _threat_models(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """The groups of sources to distrust: what other machines send always, and those that are named."""
    named = [name.strip() for value in values for name in value.split(",")]
    for name in named:
        if name != "all" and name not in THREAT_MODELS:
            known = ", ".join((*THREAT_MODELS, "all"))
            raise click.BadParameter(f"{name!r} is not one of {known}", context, option)
    return _distrusted(named)


def _distrusted(named: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in THREAT_MODELS if name in named or "all" in named or name == "remote")


def _is_default(context: click.Context, name: str) -> bool:
    """Whether the option was not given on the command line."""
    return context.get_parameter_source(name) is click.core.ParameterSource.DEFAULT


THREAT_MODEL = click.option(
    "--threat-model",
    "threat_models",
    metavar="NAME,...",
    multiple=True,
    callback=_threat_models,
    help="Whose data to distrust besides remote: local, database, library (parameters of public "
    "functions, level audit), all.",
)


@commands.command(
    short_help="Review files, directories or a pasted request.",
    epilog="""\b
Examples:
  entasis review src/ --level audit
  git show HEAD:app.py | entasis review -
  entasis review request.txt    code with line numbers, as pasted into a chat
  entasis review . --format json --quiet > review.json""",
)
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "--format",
    "answer_format",
    type=click.Choice(FORMATS),
    default="text",
    help="Format of the answer printed.",
)
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT=PATH",
    multiple=True,
    callback=_outputs,
    help="Also write the answer to a file; may be repeated.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="default",
    help="default: what a path or a fact proves; audit: also what needs an assumption.",
)
@THREAT_MODEL
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    type=click.Choice(THRESHOLDS),
    default="low",
    help=f"Exit with 1 from this severity on: {', '.join(THRESHOLDS)}.",
)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes to use (as many as processors); the answer is the same.",
)
@click.option(
    "--context",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="The project the paths are from: read for its definitions, not reviewed.",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Settings and models of your own: pyproject.toml or a TOML file. None is looked for.",
)
@click.option(
    "--models",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="Models and rules of your own; may be repeated.",
)
@click.option("--stats", is_flag=True, help="Print how calls were resolved, limits hit and time by phase.")
@click.option("--quiet", is_flag=True, help="Print the answer and errors, no progress and no notes.")
@click.option("--no-color", is_flag=True, help="Print no colours, as with NO_COLOR in the environment.")
@DEBUG
def review(
    *,
    paths: tuple[str, ...],
    answer_format: str,
    outputs: tuple[Output, ...],
    level: str,
    threat_models: tuple[str, ...],
    fail_on: str,
    jobs: int | None,
    context: str | None,
    config: str | None,
    models: tuple[str, ...],
    stats: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Review files, directories, a pasted review request, or - for standard input."""
    here = click.get_current_context()
    if not paths:
        raise click.UsageError("no path to review; 'entasis review .' reviews this directory", here)
    refused = conflict(outputs, paths)
    if refused:
        raise click.UsageError(refused, here)
    from entasis import session
    from entasis.configuration import ConfigurationError, read_configuration, read_models
    from entasis.engine import Options
    from entasis.finding import Tier

    try:
        configured = read_configuration(config) if config else None
        own = (*(configured.own if configured else ()), *read_models(models))
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if configured is not None:
        settings = configured.settings
        level = settings.level if settings.level and _is_default(here, "level") else level
        fail_on = settings.fail_on if settings.fail_on and _is_default(here, "fail_on") else fail_on
        if settings.threat_model and _is_default(here, "threat_models"):
            threat_models = _distrusted(settings.threat_model)
    options = Options(
        paths,
        Tier(level),
        jobs or _processors(),
        context,
        threat_models,
        alone_below=0 if jobs else ALONE_BELOW,
        own=own,
        used=(config,) if config else (),
    )
    return session.run(
        options,
        answer_format=answer_format,
        outputs=outputs,
        fail_on=fail_on,
        stats=stats,
        quiet=quiet,
        colour=not no_color and not os.environ.get("NO_COLOR"),
    )


@commands.command(
    short_help="Say how data gets from one place to another, or what holds it up.",
    epilog="""\b
Examples:
  entasis trace shop/views.py:12 shop/store.py:40 --context .
  entasis trace app.py app.py       every path within one file""",
)
@click.argument("source", metavar="SOURCE[:LINE]")
@click.argument("sink", metavar="SINK[:LINE]")
@click.option(
    "--context",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="The project that both files are from.",
)
@THREAT_MODEL
@DEBUG
def trace(source: str, sink: str, context: str | None, threat_models: tuple[str, ...]) -> int:
    """Say how data from outside gets from SOURCE to SINK, or at which hop it is held up and why.

    Both are files, with a line after a colon or without; without one, any source or sink of the file will do.
    """
    from entasis.engine import UsageError
    from entasis.inquiry import inquire, where
    from entasis.report import traced

    try:
        answers = inquire(where(source), where(sink), context=context, threat_models=threat_models)
    except UsageError as error:
        for message in error.args:
            say(f"error: {message}")
        return USAGE
    print_answer(traced.render(answers).encode("utf-8", "backslashreplace"))
    return 0


@commands.command(short_help="Explain a rule, or a weakness by its CWE number.")
@click.argument("name", metavar="RULE|CWE-N")
@DEBUG
def explain(name: str) -> None:
    """Explain a rule, or a weakness by its CWE number."""
    from entasis import engine
    from entasis.explain import UnknownNameError, explained

    try:
        page = explained(name, engine.rules())
    except UnknownNameError as error:
        raise click.ClickException(f"{error}; 'entasis rules' lists the rules") from error
    print_answer(page.encode())


@commands.command(short_help="List the rules.")
@DEBUG
def rules() -> None:
    """List the rules: id, CWE, pillar, severity, tier, title."""
    from entasis import engine
    from entasis.explain import rule_table

    print_answer(rule_table(engine.rules()).encode())


@commands.command(short_help="List the bounds of the analysis.")
@DEBUG
def limits() -> None:
    """List every bound of the analysis and what is lost beyond it."""
    from entasis.explain import limit_table
    from entasis.limits import LIMITS

    print_answer(limit_table(LIMITS).encode())


@commands.group(short_help="Check the models of libraries, or your own.", invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """The models: what is known of libraries, as rows of TOML."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(USAGE)


@models.command(
    "check",
    short_help="Hold every row against the stubs and the installed libraries.",
    epilog="""\b
Exit code: 2 usage, 1 a row is wrong, 0 otherwise.
Installed libraries are imported for this. No review does that.""",
)
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("--all", "everything", is_flag=True, help="Print the rows that are verified too.")
@DEBUG
def check_models(*, files: tuple[str, ...], everything: bool) -> int:
    """Say of every row whether it is verified, unverified or wrong, and which rows are dead.

    Without FILE the models that come with Entasis are checked, else your own in these files.
    """
    from entasis.configuration import ConfigurationError, read_models
    from entasis.upkeep import ModelError, account

    try:
        found = account(read_models(files))
    except (ConfigurationError, ModelError) as error:
        raise click.ClickException(str(error)) from error
    print_answer("".join(f"{line}\n" for line in found.lines(everything=everything)).encode())
    return FINDINGS if found.is_wrong else 0


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
