"""The command line: what can be asked, and how; bot/cli/ answers."""

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

app = typer.Typer(
    name="statuswire",
    help="Status pages in your chat: one living message per incident, its updates in order, nothing twice.",
    epilog="Try it with nothing set up: statuswire demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LOOK_UP = "[WORDS]..."  # the command that takes whatever is typed behind `providers`

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with times in UTC, for other programs.")]
InUtc = Annotated[bool, typer.Option("--utc", help="Show times in UTC instead of this machine's zone.")]
ReportForm = Literal["md", "html"]  # as bot.cli.report.Form, which is not imported only to name it


def main() -> None:
    """Run the command line."""
    app(prog_name="statuswire")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"statuswire {version('statuswire')}")
        raise typer.Exit


def _month(said: str) -> date:
    """A month by its first day."""
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise typer.BadParameter(f"{said} is no month. Say it as in 2026-11.") from None


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... statuswire run")
def run() -> None:
    """Watch the status pages and keep the channels true, until it is stopped."""
    from bot.cli import run

    raise typer.Exit(run.run())


@app.command(epilog="Example: statuswire demo --speed 1000")
def demo(
    speed: Annotated[
        float, typer.Option(min=1, max=5000, help="How many times as fast as on the day; 700 takes about 40 seconds.")
    ] = 700,
) -> None:
    """See the real program follow a replay of Cloudflare's outage of 18 November 2025, here in the terminal."""
    from bot.cli import demo

    raise typer.Exit(demo.demo(speed))


@app.command(epilog="Example: statuswire check && statuswire run")
def check() -> None:
    """Say what is configured and what is wrong with it, and try every token, channel and feed once."""
    from bot.cli import check

    raise typer.Exit(check.check())


class _WordsOrCommand(TyperGroup):
    """A group of commands in which anything else that is typed are words to look for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps the type to itself
        """Give words that name no command to the command that takes words."""
        is_command = bool(args) and args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_command else [LOOK_UP, *args])


providers_app = typer.Typer(
    cls=_WordsOrCommand,
    help="List the providers that are known by name or fit some words; or verify that their feeds are well.",
    epilog="Example: statuswire providers cloud storage",
    subcommand_metavar="[WORDS]... | verify [PROVIDER]...",
)
app.add_typer(providers_app, name="providers")


@providers_app.command(LOOK_UP, epilog="Example: statuswire providers cloud storage")
def providers(
    words: Annotated[list[str] | None, typer.Argument(help="What to look for; without any, all are listed.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the providers that are known by name, those that fit the words best first; --json for programs."""
    from bot.cli import providers

    raise typer.Exit(providers.providers(" ".join(words or ()), as_json=as_json))


@providers_app.command(epilog="Example: statuswire providers verify github slack --json")
def verify(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="PROVIDER", help="Whose feeds; without any, all are asked.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask the feed of every known provider once, and say which have moved, died or changed platform."""
    from bot.cli import verify

    raise typer.Exit(verify.verify(words or (), as_json=as_json))


@app.command(epilog="Example: statuswire poll github --json")
def poll(
    target: Annotated[
        str, typer.Argument(metavar="PROVIDER|URL|FILE", help="Whom to ask, or a saved feed; - reads standard input.")
    ],
    *,
    as_json: AsJson = False,
    url: Annotated[str | None, typer.Option(help="Where the file came from: links in it are relative to that.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every update in full.")] = False,
    utc: InUtc = False,
) -> None:
    """Look at one feed once, and show what is understood of it."""
    from bot.cli import poll

    raise typer.Exit(poll.poll(target, origin=url, as_json=as_json, verbose=verbose, utc=utc))


@app.command(epilog="Example: statuswire status --utc")
def status(*, utc: InUtc = False) -> None:
    """Show the board: what is open, which feeds are in trouble, what waits; also while `run` is running."""
    from bot.cli import status

    raise typer.Exit(status.status(utc=utc))


@app.command(epilog="Example: statuswire history github --days 90 --csv")
def history(
    provider: Annotated[str | None, typer.Argument(help="Whose; without it, all are shown.")] = None,
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far back.")] = 30,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with times in UTC, for spreadsheets.")] = False,
    utc: InUtc = False,
) -> None:
    """List the incidents of the past, and what they add up to; also while `run` is running."""
    from bot.cli import history

    if as_json and as_csv:
        raise typer.BadParameter("Choose --json or --csv, not both.")
    form = history.Form.JSON if as_json else history.Form.CSV if as_csv else history.Form.PEOPLE
    raise typer.Exit(history.history(provider, days, form, utc=utc))


@app.command(epilog="Example: statuswire report --month 2026-11 --format html --out november.html")
def report(
    *,
    month: Annotated[
        date | None,
        typer.Option(parser=_month, metavar="YYYY-MM", help="Which month; without it, the last whole one."),
    ] = None,
    form: Annotated[ReportForm, typer.Option("--format", help="Markdown, or HTML with its charts in one file.")] = "md",
    provider: Annotated[list[str] | None, typer.Option(help="Whom it is on; may be given more than once.")] = None,
    channel: Annotated[str | None, typer.Option(help="What this channel follows, by its filters.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Whose days; without it, the channel's zone or UTC.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, stdout.")] = None,
) -> None:
    """Write a report on a month: availability as providers told it, worst days, how soon they spoke."""
    from bot.cli import report

    asked = report.Asked(month, report.Form(form), tuple(provider or ()), channel, timezone, out)
    raise typer.Exit(report.report(asked))


@app.command(epilog="Example: statuswire accept github")
def accept(
    feed: Annotated[str, typer.Argument(metavar="PROVIDER|FEED", help="A provider, or the address of its feed.")],
) -> None:
    """Believe a feed again that is held because it no longer fits what it said before."""
    from bot.cli import accept

    raise typer.Exit(accept.accept(feed))


@app.command(epilog="Example: statuswire export --out statuswire.jsonl.gz")
def export(
    *,
    out: Annotated[
        Path | None, typer.Option(help="The file to write, packed if it ends in .gz; without it, stdout.")
    ] = None,
) -> None:
    """Write all that is remembered to a file, for another machine or database; also while `run` is running."""
    from bot.cli import transfer

    raise typer.Exit(transfer.export(out))


@app.command("import", epilog="Example: statuswire import statuswire.jsonl.gz")
def bring(file: Annotated[Path, typer.Argument(help="What `statuswire export` has written.")]) -> None:
    """Fill an empty database with what was exported, all or nothing; not while `run` is running."""
    from bot.cli import transfer

    raise typer.Exit(transfer.bring(file))


if __name__ == "__main__":
    main()
