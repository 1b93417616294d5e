from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.catalogue import load
from bot.config import ConfigError
from bot.config_file import EXAMPLE, read_config

PLATFORMS = frozenset({"slack", "discord", "console"})
CHANNEL = '[[channels]]\nplatform = "slack"\nid = "C1"\n'
FOLLOWED = CHANNEL + '[[channels.subscriptions]]\nprovider = "cloudflare"\n'


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def mistakes(text: str, platforms: frozenset[str] | None = PLATFORMS) -> list[str]:
    Path("statuswire.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_config(Path("statuswire.toml"), load(), platforms=platforms)
    return [str(problem).removeprefix("statuswire.toml:") for problem in error.value.problems]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a = \n", "1: This is no TOML: Invalid value. Text stands in quotes, lists in brackets."),
        ("a = [\n\n", "1: This is no TOML: Invalid value. Text stands in quotes, lists in brackets."),
        (
            f"{CHANNEL}timezone Europe\n",
            (
                "4: This is no TOML: Expected '=' after a key in a key/value pair. "
                "Text stands in quotes, lists in brackets."
            ),
        ),
        (
            "[[channel]]\n",
            "1: channel: There is no key channel here. Did you mean channels? There are: providers, channels.",
        ),
        (
            "[channels]\n",
            "1: channels: This must be a table of its own. Write [[channels]], in double brackets, above its keys.",
        ),
        (
            f"{CHANNEL}[channels.subscriptions]\n",
            (
                "4: channels.subscriptions: This must be a table of its own. "
                "Write [[channels.subscriptions]], in double brackets, above its keys."
            ),
        ),
        (
            f'providers = ["aws"]\n{FOLLOWED}',
            "1: providers: This must be a table of its own. Write [[providers]], in double brackets, above its keys.",
        ),
        (
            f'{CHANNEL}[[channels.subscriptions]]\nprovider = "aws us-eats-1"\n',
            ('5: channels.subscriptions.provider: aws knows no region "us-eats-1". Nearest: us-east-1 or us-east-2.'),
        ),
        (
            f'{CHANNEL}[[channels.subscriptions]]\nprovider = "aws"\nregions = ["us-east-1", "us-eats-1"]\n',
            ('6: channels.subscriptions.regions: aws knows no region "us-eats-1". Nearest: us-east-1 or us-east-2.'),
        ),
        (
            f'{CHANNEL}timezome = "UTC"\n',
            (
                "4: channels.timezome: There is no key timezome here. Did you mean timezone? "
                "There are: platform, id, timezone, updates, notices, digest, storm, subscriptions."
            ),
        ),
        (
            f"{CHANNEL}colour = 1\n",
            (
                "4: channels.colour: There is no key colour here. "
                "There are: platform, id, timezone, updates, notices, digest, storm, subscriptions."
            ),
        ),
        ('[[channels]]\nid = "C1"\n', '1: channels.platform: The key platform is missing. Write platform = "slack".'),
        (
            '[[channels]]\nplatform = "slack"\n',
            '1: channels.id: The key id is missing. Write id = "C0123ABCD".',
        ),
        (
            '[[channels]]\nplatform = "slak"\nid = "C1"\n',
            (
                '2: channels.platform: "slak" is no platform. Did you mean "slack"? '
                'Write one of "slack", "discord", "console".'
            ),
        ),
        (
            '[[channels]]\nplatform = "discord"\nid = 1234567890123456789\n',
            '3: channels.id: This must be text in quotes. Write id = "1234567890123456789".',
        ),
        (
            '[[channels]]\nplatform = "discord"\nid = "general"\n',
            ('3: channels.id: "general" is no id of a Discord channel. Copy its id, like "1234567890123456789".'),
        ),
        (
            '[[channels]]\nplatform = "slack"\nid = "#general"\n',
            (
                '3: channels.id: "#general" is a name and no id. '
                'Copy the id from the end of the channel\'s details, like "C0123ABCD".'
            ),
        ),
        (
            f'{CHANNEL}timezone = "Europe/Berln"\n',
            '4: channels.timezone: "Europe/Berln" is no time zone. Write an IANA name like "Europe/Berlin".',
        ),
        (
            f'{CHANNEL}timezone = "america/new_york"\n',
            '4: channels.timezone: "america/new_york" is no time zone. Write an IANA name like "America/New_York".',
        ),
        (
            f'{CHANNEL}timezone = "../etc/passwd"\n',
            '4: channels.timezone: "../etc/passwd" is no time zone. Write an IANA name like "Europe/Berlin".',
        ),
        (
            f'{CHANNEL}updates = "threads"\n',
            (
                '4: channels.updates: "threads" is no way to tell updates. Did you mean "thread"? '
                'Write one of "thread", "reply", "edit".'
            ),
        ),
        (
            f'{CHANNEL}notices = "yes"\n',
            "4: channels.notices: This must be true or false, without quotes. Write notices = true.",
        ),
        (
            f"{CHANNEL}storm = 0\n",
            '4: channels.storm: 0 is no number of incidents. Write a number from 1 to 50 without quotes, or "off".',
        ),
        (
            f'{CHANNEL}storm = "5"\n',
            '4: channels.storm: "5" is no number of incidents. Write a number from 1 to 50 without quotes, or "off".',
        ),
        (
            f"{CHANNEL}storm = true\n",
            '4: channels.storm: true is no number of incidents. Write a number from 1 to 50 without quotes, or "off".',
        ),
        (
            f'{CHANNEL}digest = "9:00"\n',
            (
                '4: channels.digest: "9:00" is no time for a digest. '
                'Write it like "09:00", "weekdays 09:00", "mon,thu 16:30" or "09:00 unless quiet".'
            ),
        ),
        (
            f"{CHANNEL}digest = 09:00:00\n",
            '4: channels.digest: This must be text in quotes. Write digest = "09:00".',
        ),
        (
            f"{CHANNEL}[[channels.subscriptions]]\n",
            '4: channels.subscriptions.provider: The key provider is missing. Write provider = "cloudflare".',
        ),
        (
            f'{CHANNEL}[[channels.subscriptions]]\nprovider = "cloudfalre"\n',
            (
                '5: channels.subscriptions.provider: No provider is called "cloudfalre". Did you mean "cloudflare"? '
                "An address, with https://, works too."
            ),
        ),
        (
            f"{CHANNEL}[[channels.subscriptions]]\nprovider = 1\n",
            '5: channels.subscriptions.provider: This is no text. Write a provider in quotes, like "cloudflare".',
        ),
        (
            f'{CHANNEL}[[channels.subscriptions]]\nprovider = "zendesk"\n',
            (
                "5: channels.subscriptions.provider: No feed of Zendesk is known. Write the address of one here, "
                "or as `feed` in a [[providers]] table with the slug zendesk."
            ),
        ),
        (
            f'{FOLLOWED}impact = "huge"\n',
            (
                '6: channels.subscriptions.impact: "huge" is no impact. '
                'Write one of "none", "minor", "major", "critical".'
            ),
        ),
        (
            f'{FOLLOWED}impact = "unknown"\n',
            (
                '6: channels.subscriptions.impact: "unknown" is no impact. '
                'Write one of "none", "minor", "major", "critical".'
            ),
        ),
        (
            f'{FOLLOWED}kinds = [\n  "incident",\n  "outage",\n]\n',
            ('8: channels.subscriptions.kinds: "outage" is no kind. Write one of "incident", "maintenance".'),
        ),
        (
            f'{FOLLOWED}kinds = "incident"\n',
            '6: channels.subscriptions.kinds: This must be a list in square brackets. Write kinds = ["incident"].',
        ),
        (
            f'{FOLLOWED}components = [""]\n',
            "6: channels.subscriptions.components: This is empty. Write something, or leave the key out.",
        ),
        (
            f'{FOLLOWED}[[channels]]\nplatform = "slack"\nid = "C1"\n',
            '8: channels.id: "C1" stands here already, on line 1. Make one table of the two.',
        ),
        (
            f'{FOLLOWED}[[channels.subscriptions]]\nprovider = "cf"\n',
            (
                "7: channels.subscriptions.provider: This channel follows cloudflare just so already, on line 4. "
                "Take one of the two out."
            ),
        ),
        (
            f'[[providers]]\nslug = "Acme Cloud"\nname = "Acme"\n{FOLLOWED}',
            (
                '2: providers.slug: "Acme Cloud" is no slug: small letters, digits and single hyphens. '
                'Write "acme-cloud".'
            ),
        ),
        (
            f'[[providers]]\nslug = "acme"\n{FOLLOWED}',
            '1: providers.name: The key name is missing. Write name = "Acme".',
        ),
        (
            f'[[providers]]\nslug = "acme"\nname = "Acme"\nfeed = "acme.example/feed"\n{FOLLOWED}',
            '4: providers.feed: "acme.example/feed" is no web address. Write one that begins with https://.',
        ),
        (
            f'[[providers]]\nslug = "acme"\nname = "Acme"\npage = "ftp://acme.example"\n{FOLLOWED}',
            '4: providers.page: "ftp://acme.example" is no web address. Write one that begins with https://.',
        ),
        (
            f'[[providers]]\nslug = "acme"\nname = "Acme"\ndepends_on = [\n  "aws",\n  "azzure"]\n{FOLLOWED}',
            (
                '6: providers.depends_on: No provider is called "azzure". Did you mean "azure"? '
                "An address, with https://, works too."
            ),
        ),
        (
            f'[[providers]]\nslug = "acme"\nname = "Acme"\n[[providers]]\nslug = "acme"\nname = "A"\n{FOLLOWED}',
            '5: providers.slug: "acme" stands here already, on line 1. Make one table of the two.',
        ),
    ],
)
def test_a_mistake_says_where_it_is_what_is_wrong_and_what_to_write(text: str, mistake: str) -> None:
    assert mistakes(text) == [mistake]


def test_nobody_to_tell_and_no_chat_to_ask_in_is_a_mistake() -> None:
    assert mistakes("", frozenset({"console"})) == [f" Nobody is told of anything. Add a channel:\n\n{EXAMPLE}"]


def test_a_platform_without_a_token_is_a_mistake_told_once() -> None:
    text = f'{FOLLOWED}[[channels]]\nplatform = "slack"\nid = "C2"\nnotices = true\n'

    assert mistakes(text, frozenset({"console", "discord"})) == [
        "2: channels.platform: There is no token for Slack. Set SLACK_BOT_TOKEN in the environment or in .env."
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    told = mistakes(
        '[[channels]]\nplatform = "slak"\nid = "C1"\ncolour = 1\n'
        '[[channels.subscriptions]]\nprovider = "githb"\nimpact = "huge"\n'
        '[[channels]]\nplatform = "discord"\nid = "1"\n[[channels]]\nplatform = "discord"\nid = "1"\n'
        '[[providers]]\nslug = "acme"\ncolour = 1\n[[providers]]\nslug = "beta"\n',
        frozenset({"console"}),
    )

    assert [line.partition(":")[0] for line in told] == ["2", "4", "6", "7", "9", "13", "16", "17"]


def test_a_provider_whose_own_table_has_a_mistake_is_not_called_unknown_as_well() -> None:
    told = mistakes(
        '[[providers]]\nslug = "acme"\nname = "Acme"\nfeed = "acme"\n'
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "acme"\n'
    )

    assert told == ['4: providers.feed: "acme" is no web address. Write one that begins with https://.']


def test_a_file_that_is_not_there_is_a_mistake_that_shows_how_to_write_one() -> None:
    with pytest.raises(ConfigError) as error:
        read_config(Path("teams.toml"), load())

    assert str(error.value).startswith("teams.toml: There is no such file. Write it, or let STATUSWIRE_CONFIG name")
    assert EXAMPLE in str(error.value)


def test_a_folder_or_a_file_in_another_encoding_is_a_mistake() -> None:
    Path("folder").mkdir()
    Path("latin.toml").write_bytes("# größer".encode("latin-1"))

    with pytest.raises(ConfigError, match=r"folder: This file cannot be read: Is a directory\. Is STATUSWIRE_CONFIG"):
        read_config(Path("folder"), load())
    with pytest.raises(ConfigError, match=r"latin\.toml: This file is not written in UTF-8\. Save it as UTF-8\."):
        read_config(Path("latin.toml"), load())


KEYS = [
    *("slug", "name", "page", "feed", "aliases", "depends_on", "platform", "id", "timezone", "updates", "notices"),
    *("digest", "provider", "components", "impact", "kinds", "subscriptions", "channels", "providers", '"a b"', "a.b"),
]
VALUES = [
    *('"acme"', '"slack"', '"discord"', '"123"', '"C1"', '"UTC"', '"thread"', '"09:00"', '"github"', '"minor"', '""'),
    *('"https://status.acme.example/feed"', '"http://[::1"', "true", "1", "1.5", "09:00:00", "2026-11-24", "[]", "{}"),
    *('["incident"]', '[["aws"]]', '[\n"aws",\n]', '{a = "b"}', '[{provider = "aws"}]', '"""\n[channels]\n"""', "nan"),
]
HEADS = ["[[channels]]", "[[channels.subscriptions]]", "[[providers]]", "[channels]", "[providers.a]", "# nothing"]


@given(
    st.lists(
        st.one_of(st.sampled_from(HEADS), st.builds("{} = {}".format, st.sampled_from(KEYS), st.sampled_from(VALUES)))
    )
)
def test_whatever_is_written_it_is_read_or_its_mistakes_are_told_with_their_lines(
    tmp_path_factory: pytest.TempPathFactory, statements: list[str]
) -> None:
    text = "\n".join(statements)
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8")

    try:
        config = read_config(path, load(), platforms=PLATFORMS)
    except ConfigError as error:
        for problem in error.problems:
            assert problem.what, problem
            assert problem.instead, problem
            assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1
            assert problem.line or not problem.key
    else:
        assert config.destinations or not config.subscriptions
