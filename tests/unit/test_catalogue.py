import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from importlib import resources
from itertools import pairwise
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, StringConstraints

from adapters.address import Address
from adapters.catalogue import NEAREST, STARTER, Catalogue, load
from adapters.dialects.table import DIALECTS, JSON_DIALECTS
from adapters.errors import UnknownProviderError
from adapters.model import Feed

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=60)]
Url = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/[^\s\"]*)?$")]
NAMED = {dialect.name for dialect in DIALECTS} | {dialect.name for dialect in JSON_DIALECTS}


class Table(BaseModel):
    """What a table of catalogue.toml may say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    slug: Slug
    name: Line
    page: Url
    feed: Url | None = None
    dialect: str | None = None
    category: Slug
    aliases: list[Line] = []
    depends_on: list[Slug] = []


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    text = resources.files("adapters").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return [Table.model_validate(table) for table in tomllib.loads(text)["providers"]]


def plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


# The file


def test_hundreds_of_providers_are_known_and_have_a_feed(tables: list[Table]) -> None:
    assert sum(table.feed is not None for table in tables) > 600


def test_the_file_is_sorted_and_every_slug_stands_once(tables: list[Table]) -> None:
    slugs = [table.slug for table in tables]

    assert slugs == sorted(set(slugs))


def test_no_name_or_alias_belongs_to_two_providers(tables: list[Table]) -> None:
    owners = defaultdict(set)
    for table in tables:
        for name in (table.slug, table.name, *table.aliases):
            owners[plain(name)].add(table.slug)

    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_provider_says_the_same_name_twice(tables: list[Table]) -> None:
    for table in tables:
        names = Counter([plain(table.slug), *map(plain, table.aliases)])

        assert [name for name, times in names.items() if times > 1 or not name] == [], table.slug


def test_no_two_providers_have_one_feed(tables: list[Table]) -> None:
    feeds = Counter(address.key for table in tables if table.feed and (address := Address.of(table.feed)))

    assert [feed for feed, times in feeds.items() if times > 1] == []


def test_every_dialect_is_one_of_ours_and_stands_beside_a_feed(tables: list[Table]) -> None:
    for table in tables:
        assert table.dialect is None or (table.feed and table.dialect in NAMED), table.slug


def test_what_depends_depends_on_others_that_are_known(tables: list[Table]) -> None:
    slugs = {table.slug for table in tables}

    for table in tables:
        assert slugs - {table.slug} >= set(table.depends_on), table.slug


def test_every_dependency_names_its_source() -> None:
    text = resources.files("adapters").joinpath("catalogue.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    reasons = [above for above, line in pairwise(lines) if line.startswith("depends_on")]

    assert reasons
    assert [reason for reason in reasons if not re.fullmatch(r"# .+ \(.+\)\.", reason)] == []


def test_the_starter_set_is_known_and_can_be_followed(catalogue: Catalogue) -> None:
    starters = [catalogue.get(slug) for slug in STARTER]

    assert all(starter is not None and starter.feeds for starter in starters)
    assert len(set(STARTER)) == len(STARTER)


def test_a_provider_carries_what_its_table_says(catalogue: Catalogue) -> None:
    cloudflare = catalogue.get("cloudflare")

    assert cloudflare is not None
    assert cloudflare.name == "Cloudflare"
    assert cloudflare.page == "https://www.cloudflarestatus.com"
    assert cloudflare.feeds == (Feed("cloudflare", "https://www.cloudflarestatus.com/history.atom", "statuspage"),)
    assert cloudflare.category == "cdn-dns"
    assert "cf" in cloudflare.aliases


def test_loading_twice_reads_once() -> None:
    assert load() is load()


def test_loading_needs_no_pydantic_so_that_the_command_line_starts_fast() -> None:
    code = "import sys; from adapters.catalogue import load; load().find('gh'); print('pydantic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.strip() == "False"


# Finding


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("github", "github"),
        ("Github", "github"),
        (" GITHUB ", "github"),
        ("git hub", "github"),
        ("gh", "github"),
        ("github.com", "github"),
        ("https://github.com/", "github"),
        ("docs.github.com", "github"),
        ("https://www.githubstatus.com/", "github"),
        ("githubstatus.com", "github"),
        ("https://www.githubstatus.com/history.atom", "github"),
        ("http://githubstatus.com/history.rss", "github"),
        ("https://www.githubstatus.com/incidents/k7", "github"),
        ("eu.githubstatus.com", "github-eu"),
        ("open ai", "openai"),
        ("Open-AI", "openai"),
        ("chatgpt", "openai"),
        ("api.openai.com", "openai"),
        ("https://status.openai.com/history.rss", "openai"),
        ("claude", "anthropic"),
        ("claude.ai", "anthropic"),
        ("https://claude.ai", "anthropic"),
        ("Anthropic (Claude)", "anthropic"),
        ("x", "x"),
        ("X", "x"),
        ("x.com", "x"),
        ("twitter", "x"),
        ("cf", "cloudflare"),
        ("Cloudflare", "cloudflare"),
        ("dash.cloudflare.com", "cloudflare"),
        ("aws", "aws"),
        ("Amazon Web Services", "aws"),
        ("console.aws.amazon.com", "aws"),
        ("us-east-1", "aws"),
        ("aws ec2 us-east-1", "aws"),
        ("https://status.aws.amazon.com/rss/ec2-us-east-1.rss", "aws"),
        ("https://status.aws.amazon.com/rss/lambda-us-east-1.rss", "aws"),
        ("https://health.aws.amazon.com/health/status", "aws"),
        ("Google Cloud", "gcp"),
        ("cloud.google.com", "gcp"),
        ("gmail", "google-workspace"),
        ("portal.azure.com", "azure"),
        ("azure.status.microsoft", "azure"),
        ("Microsoft Teams", "microsoft365"),
        ("fly.io", "fly"),
        ("linear.app", "linear"),
        ("sentry.io", "sentry"),
        ("npmjs.com", "npm"),
        ("python.org", "pypi"),
        ("docker hub", "docker"),
        ("hub.docker.com", "docker"),
        ("app.datadoghq.eu", "datadog-eu"),
        ("app.datadoghq.com", "datadog"),
        ("dashboard.stripe.com", "stripe"),
        ("bitbucket.org", "bitbucket"),
        ("bolt.new", "bolt-new"),
        ("bolt.com", "bolt-checkout"),
        ("gemini.com", "gemini-exchange"),
        ("ovhcloud.com", "ovhcloud"),
        ("zoom.us", "zoom"),
        ("statuspage.io", "statuspage"),
        ("Let's Encrypt", "letsencrypt"),
        ("digital ocean", "digitalocean"),
        ("Hugging-Face", "huggingface"),
        ("1.1.1.1", "cloudflare"),
        ("pager duty", "pagerduty"),
        ("Wikipedia", "wikimedia"),
    ],
)
def test_a_provider_is_found_by_what_people_type(catalogue: Catalogue, typed: str, slug: str) -> None:
    assert catalogue.find(typed).slug == slug


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("githb", "github"),
        ("gihtub", "github"),
        ("https://www.githbstatus.com", "github"),
        ("gitlb", "gitlab"),
        ("cloudfalre", "cloudflare"),
        ("clodflare", "cloudflare"),
        ("cloud flair", "cloudflare"),
        ("opnai", "openai"),
        ("antropic", "anthropic"),
        ("azur", "azure"),
        ("microsft teams", "microsoft365"),
        ("dicsord", "discord"),
        ("slak", "slack"),
        ("vercle", "vercel"),
        ("superbase", "supabase"),
        ("herku", "heroku"),
        ("datadgo", "datadog"),
        ("mongo", "mongodb"),
        ("twillio", "twilio"),
        ("bitbuket", "bitbucket"),
        ("google", "google-workspace"),
        ("Attlassian", "atlassian"),
        ("pagrduty", "pagerduty"),
    ],
)
def test_a_mistyped_provider_is_among_the_nearest(catalogue: Catalogue, typed: str, meant: str) -> None:
    with pytest.raises(UnknownProviderError) as error:
        catalogue.find(typed)

    assert meant in error.value.nearest
    assert len(error.value.nearest) <= NEAREST


def test_every_slug_name_alias_page_and_feed_finds_its_provider(catalogue: Catalogue) -> None:
    for known in catalogue:
        words = [known.slug, known.name, *known.aliases, known.page, *(feed.url for feed in known.feeds)]

        assert {catalogue.find(word).slug for word in words if word} == {known.slug}


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.finstatus.com/eu-hosting/feed.rss",  # another region of Intercom
        "https://somebody.statuspage.io",  # a neighbour on a rented host
        "somebody.statuspage.io",
        "https://status.close.dk",  # not close.com
        "https://status.motion.com",  # not usemotion.com
        "https://github.com/somebody/status",  # a page that somebody keeps at GitHub
        "https://www.google.com",  # who of many?
        "https://status.acme.example/history.atom",
    ],
)
def test_an_address_that_may_be_somebody_elses_is_nobodys(catalogue: Catalogue, typed: str) -> None:
    assert catalogue.owner(typed) is None
    with pytest.raises(UnknownProviderError):
        catalogue.find(typed)


@pytest.mark.parametrize("typed", ["", "  ", "...", "-", "https://", "http://[::1", "\x00", "zzzzqqqqzzzz" * 20])
def test_nonsense_is_unknown_and_nothing_is_near(catalogue: Catalogue, typed: str) -> None:
    with pytest.raises(UnknownProviderError) as error:
        catalogue.find(typed)

    assert error.value.nearest == ()


def test_the_error_says_what_was_perhaps_meant_and_what_else_works(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownProviderError) as error:
        catalogue.find("azur")

    assert str(error.value).startswith('No provider is called "azur". Did you mean azure, ')
    assert str(error.value).endswith("The address of a status page or feed works too.")


def test_the_error_repeats_no_control_characters_and_no_novel(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownProviderError) as error:
        catalogue.find("zq\x1b[31m\u202e" * 50)

    assert str(error.value).isprintable()
    assert len(str(error.value)) < 200


def test_a_provider_without_a_feed_is_known_all_the_same(catalogue: Catalogue) -> None:
    assert catalogue.find("zendesk").feeds == ()


@given(
    st.one_of(st.text(), st.builds("{}://{}/{}".format, st.text(), st.text(), st.text()), st.from_regex(r"https?://.*"))
)
def test_whatever_is_typed_it_is_found_or_unknown(catalogue: Catalogue, typed: str) -> None:
    try:
        found = catalogue.find(typed)
    except UnknownProviderError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert found.slug in catalogue


@pytest.mark.parametrize("dialect", ["datocms", "firehydrant", "ibmcloud", "oracle", "paypal", "statuspal"])
def test_a_platform_of_few_pages_has_the_one_that_it_is_known_from(catalogue: Catalogue, dialect: str) -> None:
    assert [known.slug for known in catalogue if any(feed.dialect == dialect for feed in known.feeds)]
