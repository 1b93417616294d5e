from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.catalogue import STARTER, load
from adapters.model import Feed, Impact, Kind
from bot.config import ConfigError, Settings, variable
from bot.config_file import EXAMPLE, Config, configure, read_config
from bot.core.destination import Destination, Filters, Manner, Subscription

PLATFORMS = frozenset({"slack", "discord", "console"})
CHANNEL = '[[channels]]\nplatform = "slack"\nid = "C1"\n'
FOLLOWED = CHANNEL + '[[channels.subscriptions]]\nprovider = "cloudflare"\n'


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)


def read(text: str, platforms: frozenset[str] | None = PLATFORMS) -> Config:
    Path("statuswire.toml").write_text(text, encoding="utf-8")
    return read_config(Path("statuswire.toml"), load(), platforms=platforms)


def mistakes(text: str, platforms: frozenset[str] | None = PLATFORMS) -> list[str]:
    with pytest.raises(ConfigError) as error:
        read(text, platforms)
    return [str(problem).removeprefix("statuswire.toml:") for problem in error.value.problems]


# What is right


def test_a_file_says_who_there_is_and_which_channel_hears_of_what() -> None:
    config = read(
        """
        [[providers]]
        slug = "acme"
        name = "Acme"
        page = "https://status.acme.example"
        feed = "https://status.acme.example/history.atom"
        aliases = ["the acme"]
        depends_on = ["Amazon Web Services"]

        [[channels]]
        platform = "slack"
        id = "C0123ABCD"
        timezone = "Europe/Berlin"
        updates = "reply"
        notices = true
        digest = "09:00"

        [[channels.subscriptions]]
        provider = "cf"
        components = ["DNS"]
        impact = "minor"
        kinds = ["incident", "maintenance"]

        [[channels.subscriptions]]
        provider = "The Acme"

        [[channels]]
        platform = "discord"
        id = "1234567890123456789"

        [[channels.subscriptions]]
        provider = "https://www.githubstatus.com/"
        """
    )

    slack = Destination(
        "slack:C0123ABCD",
        "slack",
        "C0123ABCD",
        timezone="Europe/Berlin",
        manner=Manner.REPLY,
        notices=True,
        digest="09:00",
    )
    discord = Destination("discord:1234567890123456789", "discord", "1234567890123456789")
    dns = Filters(frozenset({"DNS"}), Impact.MINOR, frozenset(Kind))
    assert config.destinations == (slack, discord)
    assert config.subscriptions == (
        Subscription(slack.id, "cloudflare", dns),
        Subscription(slack.id, "acme"),
        Subscription(discord.id, "github"),
    )
    assert config.warnings == ()
    acme = config.catalogue.find("acme")
    assert acme.feeds == (Feed("acme", "https://status.acme.example/history.atom"),)
    assert acme.depends_on == ("aws",)


def test_an_address_that_is_nobodys_becomes_a_provider_of_its_own() -> None:
    address = "https://status.acme.example/history.atom"

    config = read(f'{CHANNEL}[[channels.subscriptions]]\nprovider = "{address}"\n')

    (subscription,) = config.subscriptions
    acme = config.catalogue.find(address)
    assert subscription.provider == acme.slug == "status-acme-example"
    assert acme.name == "status.acme.example"
    assert acme.feeds == (Feed("status-acme-example", address),)


def test_a_feed_of_another_region_is_not_taken_for_the_known_one() -> None:
    address = "https://status.aws.amazon.com/rss/lambda-eu-west-1.rss"

    config = read(f'{CHANNEL}[[channels.subscriptions]]\nprovider = "{address}"\n')

    assert config.subscriptions[0].provider == "status-aws-amazon-com-lambda-eu-west-1"


def test_two_addresses_of_one_page_are_one_provider_and_the_first_is_read() -> None:
    config = read(
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "https://status.acme.example/history.atom"\n'
        '[[channels]]\nplatform = "slack"\nid = "C2"\n'
        '[[channels.subscriptions]]\nprovider = "https://status.acme.example/history.rss"\n'
    )

    assert {subscription.provider for subscription in config.subscriptions} == {"status-acme-example"}
    assert config.catalogue.find("status-acme-example").feeds[0].url == "https://status.acme.example/history.atom"


def test_a_correction_keeps_what_it_does_not_mention() -> None:
    known = load().find("github")

    config = read(f'[[providers]]\nslug = "github"\nfeed = "https://mirror.example/github.atom"\n{FOLLOWED}')

    corrected = config.catalogue.find("gh")
    assert corrected.feeds == (Feed("github", "https://mirror.example/github.atom"),)
    assert (corrected.name, corrected.page, corrected.aliases) == (known.name, known.page, known.aliases)


def test_a_feed_makes_a_known_provider_without_one_one_that_can_be_followed() -> None:
    config = read(
        '[[providers]]\nslug = "zendesk"\nfeed = "https://mirror.example/zendesk.atom"\n'
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "zendesk"\n'
    )

    assert config.subscriptions[0].provider == "zendesk"


def test_a_provider_may_be_declared_below_the_channel_that_follows_it() -> None:
    config = read(
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "acme"\n'
        '[[providers]]\nslug = "acme"\nname = "Acme"\nfeed = "https://acme.example/feed"\ndepends_on = ["beta"]\n'
        '[[providers]]\nslug = "beta"\nname = "Beta"\n'
    )

    assert config.subscriptions[0].provider == "acme"
    assert config.catalogue.find("acme").depends_on == ("beta",)


def test_one_provider_may_be_followed_twice_with_different_filters() -> None:
    config = read(
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "aws"\ncomponents = ["EC2"]\n'
        '[[channels.subscriptions]]\nprovider = "aws"\nimpact = "critical"\n'
    )

    assert len(config.subscriptions) == 2


def test_a_file_that_an_editor_on_windows_wrote_is_read() -> None:
    Path("statuswire.toml").write_bytes(b"\xef\xbb\xbf" + FOLLOWED.replace("\n", "\r\n").encode())

    assert read_config(Path("statuswire.toml"), load()).subscriptions


def test_a_channel_that_follows_nothing_is_warned_of() -> None:
    config = read(f'{FOLLOWED}[[channels]]\nplatform = "console"\nid = "terminal"\n')

    (warning,) = config.warnings
    assert (warning.file, warning.line, warning.key) == ("statuswire.toml", 6, "channels")
    assert warning.what == "This channel follows nothing."
    assert warning.instead == "Add [[channels.subscriptions]] below it, or take it out."


def test_a_channel_for_notices_alone_is_no_oversight() -> None:
    config = read(f'{FOLLOWED}[[channels]]\nplatform = "console"\nid = "terminal"\nnotices = true\n')

    assert config.warnings == ()


# What is wrong


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
            f'{CHANNEL}timezome = "UTC"\n',
            (
                "4: channels.timezome: There is no key timezome here. Did you mean timezone? "
                "There are: platform, id, timezone, updates, notices, digest, subscriptions."
            ),
        ),
        (
            f"{CHANNEL}colour = 1\n",
            (
                "4: channels.colour: There is no key colour here. "
                "There are: platform, id, timezone, updates, notices, digest, subscriptions."
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
            f'{CHANNEL}digest = "9:00"\n',
            '4: channels.digest: "9:00" is no time of the day. Write hours and minutes from "00:00" to "23:59".',
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
        ("", f" Nobody is told of anything. Add a channel:\n\n{EXAMPLE}"),
    ],
)
def test_a_mistake_says_where_it_is_what_is_wrong_and_what_to_write(text: str, mistake: str) -> None:
    assert mistakes(text) == [mistake]


def test_a_platform_without_a_token_is_a_mistake_told_once() -> None:
    text = f'{FOLLOWED}[[channels]]\nplatform = "slack"\nid = "C2"\nnotices = true\n'

    assert mistakes(text, frozenset({"console", "discord"})) == [
        "2: channels.platform: There is no token for Slack. Set SLACK_BOT_TOKEN in the environment or in .env."
    ]


def test_a_file_can_be_checked_where_the_tokens_are_not() -> None:
    assert read(FOLLOWED, platforms=None).subscriptions


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


def test_the_example_in_the_messages_works() -> None:
    assert read(EXAMPLE).subscriptions == (Subscription("slack:C0123ABCD", "cloudflare"),)


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
        assert config.destinations


# Where the configuration comes from


def settings(**fields: object) -> Settings:
    return Settings(_env_file=None, data_dir=Path("data"), **fields)


def test_with_no_file_and_no_token_the_terminal_follows_the_starter_set() -> None:
    config = configure(settings(), load())

    (terminal,) = config.destinations
    assert config.file is None
    assert (terminal.platform, terminal.notices) == ("console", True)
    assert config.subscriptions == tuple(Subscription(terminal.id, slug) for slug in STARTER)


def test_with_a_token_but_no_file_it_says_what_to_write() -> None:
    with pytest.raises(ConfigError) as error:
        configure(settings(slack_bot_token="xoxb-made-up"), load())

    assert str(error.value) == (
        "statuswire.toml: There is a token, but no file that says which channel hears of what. "
        f"Write it, for example:\n\n{EXAMPLE}"
    )


def test_a_file_in_the_folder_is_read() -> None:
    Path("statuswire.toml").write_text(FOLLOWED)

    config = configure(settings(slack_bot_token="xoxb-made-up"), load())

    assert config.subscriptions == (Subscription("slack:C1", "cloudflare"),)


def test_without_one_the_file_in_the_data_directory_is_read() -> None:
    Path("data").mkdir()
    Path("data/statuswire.toml").write_text(FOLLOWED)

    config = configure(settings(slack_bot_token="xoxb-made-up"), load())

    assert config.subscriptions == (Subscription("slack:C1", "cloudflare"),)
    assert config.file == Path("data/statuswire.toml").absolute()


def test_the_file_that_is_named_goes_before_the_one_in_the_folder() -> None:
    Path("statuswire.toml").write_text("")
    Path("teams.toml").write_text(FOLLOWED)

    config = configure(settings(config=Path("teams.toml"), slack_bot_token="xoxb-made-up"), load())

    assert config.file == Path("teams.toml").absolute()
    assert config.subscriptions


def test_a_named_file_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match=r"There is no such file\."):
        configure(settings(config=Path("teams.toml")), load())


def test_a_misspelt_variable_is_warned_of_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSWIRE_LOG_LEVELS", "debug")
    Path(".env").write_text("STATUSWIRE_DATADIR=/var/wire\n")

    config = configure(settings(), load())

    assert [(warning.key, warning.instead) for warning in config.warnings] == [
        ("STATUSWIRE_DATADIR", "Did you mean STATUSWIRE_DATA_DIR?"),
        ("STATUSWIRE_LOG_LEVELS", "Did you mean STATUSWIRE_LOG_LEVEL?"),
    ]


def test_the_channels_of_the_file_need_the_tokens_of_the_settings() -> None:
    Path("statuswire.toml").write_text(FOLLOWED)

    with pytest.raises(ConfigError, match=r"There is no token for Slack\."):
        configure(settings(), load())
