from pathlib import Path

import pytest

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
        storm = 12

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
        storm=12,
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


@pytest.mark.parametrize(
    "said",
    [
        'provider = "https://status.aws.amazon.com/rss/lambda-eu-west-1.rss"',
        'provider = "aws lambda eu-west-1"',
        'provider = "aws"\ncomponents = ["Lambda", "Ireland"]',
        'provider = "aws lambda"\nregions = ["eu-west-1"]',
        'provider = "aws"\ncomponents = ["lambda"]\nregions = ["Ireland"]',
    ],
)
def test_a_service_in_a_region_is_a_part_of_its_provider_however_it_is_said(said: str) -> None:
    config = read(f"{CHANNEL}[[channels.subscriptions]]\n{said}\n")

    (subscription,) = config.subscriptions
    assert subscription.provider == "aws"
    assert subscription.filters == Filters(frozenset({"lambda"}), regions=frozenset({"eu-west-1"}))


def test_two_parts_of_one_provider_are_two_subscriptions_to_one_feed() -> None:
    config = read(
        f'{CHANNEL}[[channels.subscriptions]]\nprovider = "cloudfront"\n'
        '[[channels.subscriptions]]\nprovider = "aws us-east-1"\n'
    )

    assert [subscription.provider for subscription in config.subscriptions] == ["aws", "aws"]
    assert len(config.catalogue.find("aws").feeds) == 1


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


def test_a_file_can_be_checked_where_the_tokens_are_not() -> None:
    assert read(FOLLOWED, platforms=None).subscriptions


def test_a_channel_that_follows_nothing_is_warned_of() -> None:
    config = read(f'{FOLLOWED}[[channels]]\nplatform = "console"\nid = "terminal"\n')

    (warning,) = config.warnings
    assert (warning.file, warning.line, warning.key) == ("statuswire.toml", 6, "channels")
    assert warning.what == "This channel follows nothing."
    assert warning.instead == "Add [[channels.subscriptions]] below it, or take it out."


def test_a_channel_for_notices_alone_is_no_oversight() -> None:
    config = read(f'{FOLLOWED}[[channels]]\nplatform = "console"\nid = "terminal"\nnotices = true\n')

    assert config.warnings == ()


def test_the_example_in_the_messages_works() -> None:
    assert read(EXAMPLE).subscriptions == (Subscription("slack:C0123ABCD", "cloudflare"),)


# Where the configuration comes from


def settings(**fields: object) -> Settings:
    return Settings(_env_file=None, data_dir=Path("data"), **fields)


def test_with_no_file_and_no_token_the_terminal_follows_the_starter_set() -> None:
    config = configure(settings(), load())

    (terminal,) = config.destinations
    assert config.file is None
    assert (terminal.platform, terminal.notices) == ("console", True)
    assert config.subscriptions == tuple(Subscription(terminal.id, slug) for slug in STARTER)


def test_with_a_token_and_no_file_nothing_is_declared_for_people_can_ask_in_the_chat() -> None:
    config = configure(settings(slack_bot_token="xoxb-made-up"), load())

    assert (config.destinations, config.subscriptions, config.file) == ((), (), None)


def test_a_file_without_channels_is_right_where_people_can_ask_in_the_chat() -> None:
    config = read('[[providers]]\nslug = "acme"\nname = "Acme"\nfeed = "https://status.acme.example/feed"\n')

    assert config.destinations == ()
    assert config.catalogue.find("acme").feeds


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
