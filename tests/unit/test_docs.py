"""What the documents show is true: commands, settings, examples, links and the picture."""

import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
import typer.main
from typer.core import TyperGroup

from adapters.catalogue import load
from bot.__main__ import LOOK_UP, app
from bot.chat.discord.permissions import TO_SEND, TO_SHOW, TO_THREAD
from bot.chat.slack.channels import EVENTS
from bot.chat.slack.commands import COMMAND
from bot.chat.slack.http import PATH
from bot.chat.slack.sending import SCOPES
from bot.cli.lifetime import GRACE
from bot.cli.terminal import Ending
from bot.config import CONFIG_FILE, DATABASE_FILE, Settings, variable
from bot.config_file import read_config
from bot.config_tables import ChannelTable, ProviderTable, SubscriptionTable
from bot.store.database import Database
from tests.unit.docs_picture import PICTURE, draw

ROOT = Path(__file__).parents[2]
OPERATE = "docs/operate.md"
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
}
SETTINGS = {variable(field) for field in Settings.model_fields}
RUN = "python3 -m uv run "
SCOPES_OF_THE_APP = {
    *("chat:write", "files:write", "channels:history", "groups:history"),
    *("channels:read", "groups:read", "channels:join"),
    *("commands", "app_mentions:read", "users:read"),
}

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_OURS = re.compile(r"\b(?:STATUSWIRE|SLACK|DISCORD)_[A-Z_]+\b")
_SECTION = re.compile(r"docs/(\w+\.md), (?:\"([^\"]+)\"|section (\d+))")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [block for named, block in _FENCE.findall(DOCUMENTS[document]) if named == language]


def prose(document: str) -> str:
    return _FENCE.sub("", DOCUMENTS[document])


def section(document: str, heading: str) -> str:
    """What stands below a heading, up to the next of its rank or higher."""
    text = DOCUMENTS[document]
    start = text.index(f"{heading}\n")
    rank = heading.split(" ", maxsplit=1)[0]
    following = re.compile(rf"^#{{2,{len(rank)}}} ", re.MULTILINE).search(text, start + len(heading))
    return text[start : following.start() if following else len(text)]


def first_column(text: str) -> list[str]:
    """What stands in backticks at the beginning of a table's rows."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def commands() -> dict[str, set[str]]:
    """Every command with its options; `providers` is itself one, and what has a word of its own behind it."""
    found: dict[str, set[str]] = {}
    for name, command in typer.main.get_group(app).commands.items():
        inner = command.commands if isinstance(command, TyperGroup) else {LOOK_UP: command}
        for behind, each in inner.items():
            options = {"--help", *(option for param in each.params for option in param.opts)}
            found[name if behind == LOOK_UP else f"{name} {behind}"] = options
    return found


def uses(text: str) -> list[list[str]]:
    """The arguments of every use of the command line in a text: in its shell blocks and in its backticks."""
    lines = [line for language, block in _FENCE.findall(text) if language == "sh" for line in block.splitlines()]
    lines += _SPAN.findall(_FENCE.sub("", text))
    parts = [part.strip().removeprefix(RUN) for line in lines for part in line.split("&&")]
    found = [re.fullmatch(r"(?:sudo )?(?:[A-Z_]+=\S+ )*(?:\S*/bin/)?statuswire( .+)", part) for part in parts]
    return [shlex.split(use[1]) for use in found if use]


def anchors(text: str) -> set[str]:
    """The anchors that a platform makes of headings."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def manifest(name: str = "slack-manifest.yaml") -> dict[str, Any]:
    """A manifest, read as the plain part of YAML that it keeps to: mappings, lists of words, two blanks a level."""
    tree: dict[str, Any] = {}
    around: list[tuple[int, Any]] = [(-1, tree)]
    for line in (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines():
        told = re.fullmatch(r"( *)(?:- ([\w:]+)|(- )?(\w+):(?: ([\w ,./:]+))?)", line)
        if line.lstrip().startswith("#"):
            continue
        assert told, f"{line!r} is more YAML than a manifest needs"
        depth, item, begins, key, value = len(told[1]), *told.groups()[1:]
        while around[-1][0] >= depth:
            around.pop()
        inside = around[-1][1]
        if item:
            inside[""] = [*inside.get("", []), item]
            continue
        if begins:
            begun: dict[str, Any] = {}
            inside[""] = [*inside.get("", []), begun]
            around.append((depth, inside := begun))
        inside[key] = value if value is not None else {}
        if value is None:
            around.append((depth, inside[key]))
    return tree


# The commands


def test_the_readme_begins_with_two_commands_that_need_nothing_but_python() -> None:
    first, *_ = blocks("README.md", "sh")

    assert first.splitlines() == [
        "python3 -m pip install uv && python3 -m uv run statuswire demo",
        "python3 -m uv run statuswire run",
    ]


def test_the_test_command_of_the_readme_is_the_one_that_ci_runs() -> None:
    line = "python3 -m pip install uv && python3 -m uv run --group dev pytest"
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    # pip may be told to be quiet there; that is all that may differ.
    ran = [re.sub(r"(?<=pip install)( --[\w=-]+)+", "", command) for command in ci.splitlines()]

    assert f"{line}\n" in blocks("README.md", "sh")
    assert f"{line}\n" in blocks("CONTRIBUTING.md", "sh")
    assert line in ran


def test_the_checks_of_the_contributing_guide_are_those_of_ci() -> None:
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")

    checks = blocks("CONTRIBUTING.md", "sh")[1].splitlines()

    assert len(checks) == ci.count(RUN)
    assert all(check in ci for check in checks)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_named_exists_with_its_options(document: str) -> None:
    for words in uses(DOCUMENTS[document]):
        if words[0].startswith(("-", "<")):
            continue
        name = " ".join(words[:2]) if " ".join(words[:2]) in commands() else words[0]
        assert name in commands(), f"{document}: statuswire {name}"
        options = {word for word in words if word.startswith("-")}
        assert commands()[name].issuperset(options), f"{document}: statuswire {name} {options}"


def test_the_table_in_the_readme_has_every_command_once() -> None:
    rows = first_column(section("README.md", "## Commands"))

    assert sorted(re.split(r" [<\[]", row.removeprefix("statuswire "))[0] for row in rows) == sorted(commands())


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = re.findall(r"^\| (\d) \|", section(OPERATE, "## Logs and exit codes"), re.MULTILINE)

    assert [int(code) for code in told] == sorted(Ending)


# The settings


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_variable_that_is_named_is_a_setting(document: str) -> None:
    assert SETTINGS.issuperset(_OURS.findall(DOCUMENTS[document]))


def test_the_table_of_variables_has_every_setting() -> None:
    assert set(first_column(section(OPERATE, "## Environment"))) == SETTINGS


@pytest.mark.parametrize("document", ["README.md", OPERATE])
def test_every_configuration_that_is_shown_can_be_read(document: str, tmp_path: Path) -> None:
    shown = blocks(document, "toml")
    file = tmp_path / CONFIG_FILE

    for block in shown:
        file.write_text(block, encoding="utf-8")
        config = read_config(file, load())
        assert config.subscriptions
        assert not config.warnings
    assert shown


def test_the_first_subscription_is_five_lines() -> None:
    (first,) = blocks("README.md", "toml")

    assert len(first.splitlines()) == 5


@pytest.mark.parametrize(
    ("name", "table"),
    [("providers", ProviderTable), ("channels", ChannelTable), ("channels.subscriptions", SubscriptionTable)],
)
def test_the_reference_tells_every_key_of_a_table_and_shows_it_in_the_example(
    name: str, table: type[ProviderTable | ChannelTable | SubscriptionTable]
) -> None:
    reference = section(OPERATE, "## statuswire.toml")
    below = reference.split(f"`[[{name}]]`:")[1].split("`[[")[0]
    (example,) = blocks(OPERATE, "toml")
    first, *path = name.split(".")
    shown = tomllib.loads(example)[first][0]
    for step in path:
        shown = shown[step][0]

    assert set(first_column(below)) == set(table.model_fields) - {"subscriptions"}
    assert set(shown) == set(table.model_fields)


# The links


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(document: str) -> None:
    for link in ("".join(found) for found in _LINK.findall(prose(document))):
        if urlsplit(link).scheme:
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / document).parent / name if name else ROOT / document
        assert target.is_file(), f"{document}: {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{document}: {link}"


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != OPERATE])
def test_every_path_of_ours_that_is_named_is_there(document: str) -> None:
    for span in _SPAN.findall(prose(document)):
        if re.fullmatch(r"(?:adapters|bot|docs|tests)/[\w./-]+|\.ci/run|\.env\.example", span):
            assert (ROOT / span).exists(), f"{document}: {span}"


def test_every_section_that_the_code_points_at_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for room in ("adapters", "bot") for path in (ROOT / room).rglob("*.py")]

    pointed = [found for source in sources for found in _SECTION.findall(source)]

    assert pointed
    for document, title, number in pointed:
        heading = rf"^## \d+\. {re.escape(title)}" if title else rf"^## {number}\. "
        assert re.search(heading, DOCUMENTS[f"docs/{document}"], re.MULTILINE), (document, title or number)


# The platforms


def test_the_manifest_asks_for_what_sending_and_listening_need_and_for_nothing_else() -> None:
    scopes = manifest()["oauth_config"]["scopes"]["bot"][""]

    assert sorted(scopes) == sorted(SCOPES_OF_THE_APP)
    assert SCOPES_OF_THE_APP.issuperset(SCOPES)
    assert set(first_column(section(OPERATE, "### Slack"))) == SCOPES_OF_THE_APP


def test_the_manifest_switches_on_what_the_listener_hears() -> None:
    features, switched = manifest()["features"], manifest()["settings"]
    (command,) = features["slash_commands"][""]

    assert command["command"] == COMMAND
    assert command["should_escape"] == "true"
    assert switched["socket_mode_enabled"] == switched["interactivity"]["is_enabled"] == "true"
    assert sorted(switched["event_subscriptions"]["bot_events"][""]) == sorted(
        ["app_home_opened", "app_mention", *EVENTS]
    )
    assert features["app_home"]["home_tab_enabled"] == "true"


def test_the_manifest_for_http_differs_only_in_how_slack_reaches_us() -> None:
    over_http = manifest("slack-manifest-http.yaml")
    (command,) = over_http["features"]["slash_commands"][""]
    switched = over_http["settings"]
    urls = [
        command.pop("url"),
        switched["event_subscriptions"].pop("request_url"),
        *(switched["interactivity"].pop(name) for name in ("request_url", "message_menu_options_url")),
    ]
    by_socket = switched.pop("socket_mode_enabled")
    over_a_socket = manifest()

    assert {urlsplit(url).path for url in urls} == {PATH}
    assert (by_socket, over_a_socket["settings"].pop("socket_mode_enabled")) == ("false", "true")
    assert over_http == over_a_socket


def test_the_manifest_asks_for_a_token_that_lasts() -> None:
    assert manifest()["settings"]["token_rotation_enabled"] == "false"


def test_the_invitation_asks_for_the_permissions_that_sending_needs() -> None:
    told = section(OPERATE, "### Discord")
    (link,) = re.findall(r"https://discord\.com/oauth2/\S+", told)
    names = re.findall(r"^\| ([A-Z][\w ]+?) \|", told, re.MULTILINE)
    needed = TO_SEND | TO_SHOW | TO_THREAD

    asked = parse_qs(urlsplit(link).query)

    assert asked["scope"] == ["bot"]
    assert asked["permissions"] == [str(needed.value)]
    assert discord.Permissions(**{name.lower().replace(" ", "_"): True for name in names}) == needed


# The service


def test_the_service_runs_the_program_with_settings_that_exist_and_lets_it_end() -> None:
    unit = RawConfigParser(strict=False)
    text = (ROOT / "docs/statuswire.service").read_text(encoding="utf-8")
    unit.read_string(text)

    assert uses(f"`{unit['Service']['ExecStart']}`") == [["run"]]
    assert SETTINGS.issuperset(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE))
    assert timedelta(seconds=int(unit["Service"]["TimeoutStopSec"])) > GRACE


async def test_the_backup_that_is_shown_is_whole_while_the_program_runs(tmp_path: Path) -> None:
    (command,) = [
        line
        for line in "".join(blocks(OPERATE, "sh")).splitlines()
        if line.startswith("python3 -c") and "VACUUM" in line
    ]
    _, *arguments = shlex.split(command)
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / DATABASE_FILE}")
    try:
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, check=True)  # noqa: ASYNC221, S603 - a moment's work
    finally:
        await database.close()

    with sqlite3.connect(tmp_path / "statuswire-backup.db") as backup:
        assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert backup.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    backup.close()


# The picture


def test_the_picture_is_what_the_program_shows() -> None:
    drawn, kept = (unescape(re.sub(r"<[^>]+>", "\n", svg)) for svg in (draw(), PICTURE.read_text(encoding="utf-8")))

    assert kept == drawn, "python -m tests.unit.docs_picture draws it anew"


def test_the_picture_asks_nobody_for_anything() -> None:
    assert not re.findall(r"(?:href|src|url)[=(]\W*https?:", PICTURE.read_text(encoding="utf-8"))
