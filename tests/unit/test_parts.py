"""What the parts of a provider are called, and whom an incident concerns that names some."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.address import Address
from adapters.clouds import VOCABULARIES, parts_of_feed, unknown_part, vocabulary_of
from adapters.parts import Parts, Vocabulary, is_vague, plain
from bot.core.destination import Filters
from bot.core.router import wants
from tests.incidents import incident, investigating

AWS = vocabulary_of("aws")
AZURE = vocabulary_of("azure")
GCP = vocabulary_of("gcp")


def parts(services: str = "", regions: str = "") -> Parts:
    return Parts(frozenset(services.split()), frozenset(filter(None, regions.split(","))))


# Reading


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("us-east-1", parts("", "us-east-1")),
        ("ec2", parts("ec2")),
        ("EC2 US-EAST-1", parts("ec2", "us-east-1")),
        ("us-east-1, eu-west-1", parts("", "us-east-1,eu-west-1")),
        ("ec2 and s3 in the us-east-1 region", parts("ec2 s3", "us-east-1")),
        ("us east 1", parts("", "us-east-1")),
        ("useast1", parts("", "us-east-1")),
        ("N. Virginia", parts("", "us-east-1")),
        ("Frankfurt", parts("", "eu-central-1")),
        ("São Paulo", parts("", "sa-east-1")),
        ("API Gateway", parts("apigateway")),
        ("route 53", parts("route53")),
        ("", parts()),
    ],
)
def test_parts_are_read_however_they_are_written(said: str, meant: Parts) -> None:
    assert AWS.read(said) == meant


def test_what_is_no_part_is_told_apart_from_what_is() -> None:
    assert AWS.read("ec2 us-eats-1 please") == replace(parts("ec2"), strange=("us-eats-1", "please"))


def test_a_longer_name_is_not_taken_for_the_shorter_one_in_it() -> None:
    assert AZURE.read("east us 2").regions == {"East US 2"}
    assert AZURE.read("North Central US").regions == {"North Central US"}
    assert AZURE.regions_in("Virtual Machines - East US 2") == {"East US 2"}
    assert AZURE.regions_in("SQL in North Central US and West Europe") == {"North Central US", "West Europe"}
    assert AWS.regions_in("us-gov-west-1") == {"us-gov-west-1"}


def test_a_region_is_found_in_the_name_of_a_location_and_of_a_zone() -> None:
    assert GCP.regions_in("Iowa (us-central1)") == {"us-central1"}
    assert AWS.regions_in("us-standard") == {"us-east-1"}
    assert GCP.regions_in("us-central1-a") == AWS.regions_in("x") | {"us-central1"}
    assert AWS.regions_in("us-east-1a") == {"us-east-1"}
    assert AWS.regions_in("use1-az4") == frozenset()


def test_a_region_that_is_newer_than_the_list_is_known_by_its_shape_in_what_a_provider_says() -> None:
    assert AWS.regions_in("ap-southeast-9") == {"ap-southeast-9"}
    assert AWS.region("ap-southeast-9") is None


def test_a_product_is_found_in_its_full_name() -> None:
    assert GCP.services_in("Google BigQuery") == {"BigQuery"}
    assert GCP.services_in("Google Kubernetes Engine") == {"Kubernetes Engine"}
    assert GCP.services_in("BigQueryish") == frozenset()


@pytest.mark.parametrize(
    ("slug", "component", "services"),
    [
        ("aws", "AWS Step Functions", {"state"}),
        ("aws", "AWS Lambda (N. Virginia)", {"lambda"}),
        ("aws", "Amazon Simple Storage Service", {"s3"}),
        ("aws", "AWS Direct Connect", {"directconnect"}),
        ("aws", "AWS Config Rules Console", set()),
        ("aws", "Storage Events in Transfer", set()),
        ("gcp", "Google Cloud Storage", {"Cloud Storage"}),
        ("gcp", "Storage Transfer Service", set()),
        ("gcp", "Firebase Functions", set()),
        ("gcp", "Vertex Gemini API", {"Vertex"}),
        ("azure", "Azure Kubernetes Service (AKS)", {"Kubernetes Service"}),
        ("azure", "Microsoft Entra", {"Entra"}),
    ],
)
def test_only_a_whole_name_is_found_in_the_name_of_a_component(slug: str, component: str, services: set[str]) -> None:
    assert vocabulary_of(slug).services_in(component) == services


def test_instances_without_a_list_are_known_by_their_shape() -> None:
    assert vocabulary_of("salesforce").read("na135, cs45").regions == {"NA135", "CS45"}
    assert vocabulary_of("salesforce").regions_in("coreService") == frozenset()


@pytest.mark.parametrize("component", ["Global", "multipleservices", "Multi-region: us", "Multiple Regions"])
def test_some_names_leave_open_which_part_it_is(component: str) -> None:
    assert is_vague(component)


@pytest.mark.parametrize("slug", VOCABULARIES)
def test_no_name_stands_for_two_parts_and_every_example_is_one(slug: str) -> None:
    vocabulary = VOCABULARIES[slug]
    names = [
        plain(name)
        for parts in (vocabulary.services, vocabulary.regions)
        for part, others in parts.items()
        for name in (part, *others)
    ]

    assert sorted(set(names)) == sorted(names)
    assert list(vocabulary.services) == sorted(vocabulary.services, key=str.casefold)
    assert list(vocabulary.regions) == sorted(vocabulary.regions)
    assert vocabulary.read(vocabulary.example).strange == ()


@given(st.text())
def test_whatever_is_said_is_read(said: str) -> None:
    for vocabulary in VOCABULARIES.values():
        vocabulary.read(said)
        vocabulary.regions_in(said)
        vocabulary.services_in(said)
        vocabulary.nearest(said)


# Mistakes


def test_a_mistyped_region_is_told_with_the_nearest() -> None:
    error = unknown_part("aws", "us-eats-1")

    assert str(error) == 'aws knows no region "us-eats-1"; nearest: us-east-1 or us-east-2.'
    assert error.parts == ("us-east-1", "us-east-2")


def test_a_mistyped_service_is_told_as_one() -> None:
    assert str(unknown_part("aws", "cloudwhatch")).startswith('aws knows no service "cloudwhatch"; nearest: cloudwatch')


def test_what_is_like_nothing_is_told_with_an_example() -> None:
    said = str(unknown_part("azure", "zzz\x1b[31m" * 40))

    assert said.endswith("say for example: azure West Europe.")
    assert said.isprintable()
    assert len(said) < 200


def test_filters_are_fitted_to_the_words_of_the_provider() -> None:
    assert AWS.fit(["API Gateway", "us-east-1", "newthing"], ["Ireland"]) == parts(
        "apigateway newthing", "us-east-1,eu-west-1"
    )
    assert AWS.fit([], ["us-eats-1"]).strange == ("us-eats-1",)
    assert Vocabulary().fit(["DNS"], ["Frankfurt"]) == parts("DNS", "Frankfurt")


# Feeds of one service and region


@pytest.mark.parametrize(
    ("feed", "meant"),
    [
        ("ec2-us-east-1", parts("ec2", "us-east-1")),
        ("route53resolver-us-gov-west-1", parts("route53resolver", "us-gov-west-1")),
        ("management-console", parts("management-console")),
        ("all", parts()),
    ],
)
def test_the_address_of_one_of_many_feeds_names_its_parts(feed: str, meant: Parts) -> None:
    address = Address.of(f"https://status.aws.amazon.com/rss/{feed}.rss")

    assert address
    assert parts_of_feed("aws", address) == meant
    assert parts_of_feed("acme", address) == parts()


# Whom it concerns


def concerns(filters: Filters, provider: str, *components: str, title: str = "Increased error rates") -> bool:
    seen = replace(incident(investigating("09:00"), provider=provider, title=title), components=components)
    return wants(filters, seen)


IN_EAST_1 = Filters(regions=frozenset({"us-east-1"}))
EC2_IN_EAST_1 = Filters(components=frozenset({"ec2"}), regions=frozenset({"us-east-1"}))


def test_a_region_is_heard_of_and_others_are_not() -> None:
    assert concerns(IN_EAST_1, "aws", "s3", "us-east-1")
    assert not concerns(IN_EAST_1, "aws", "s3", "eu-west-1")
    assert not concerns(IN_EAST_1, "aws", "s3", "ap-southeast-9")


def test_a_service_in_a_region_must_be_both() -> None:
    assert concerns(EC2_IN_EAST_1, "aws", "ec2", "us-east-1")
    assert not concerns(EC2_IN_EAST_1, "aws", "ec2", "eu-west-1")
    assert not concerns(EC2_IN_EAST_1, "aws", "s3", "us-east-1")


def test_what_names_no_region_or_no_single_service_is_held_back_from_nobody() -> None:  # P1
    assert concerns(IN_EAST_1, "aws", "cloudfront")
    assert concerns(EC2_IN_EAST_1, "aws", "multipleservices", "us-east-1")
    assert not concerns(EC2_IN_EAST_1, "aws", "multipleservices", "eu-west-1")
    assert concerns(EC2_IN_EAST_1, "aws")


def test_a_title_tells_the_region_where_there_are_no_components() -> None:
    west_europe = Filters(regions=frozenset({"West Europe"}))

    assert concerns(west_europe, "azure", title="Virtual Machines - West Europe")
    assert not concerns(west_europe, "azure", title="Virtual Machines - East US 2")
    assert concerns(west_europe, "azure", title="Sign-in errors")


def test_products_and_locations_of_google_are_told_apart() -> None:
    bigquery_in_iowa = Filters(components=frozenset({"BigQuery"}), regions=frozenset({"us-central1"}))

    assert concerns(bigquery_in_iowa, "gcp", "Google BigQuery", "Iowa (us-central1)")
    assert concerns(bigquery_in_iowa, "gcp", "Google BigQuery", "Global")
    assert not concerns(bigquery_in_iowa, "gcp", "Google BigQuery", "Belgium (europe-west1)")
    assert not concerns(bigquery_in_iowa, "gcp", "Google Compute Engine", "Iowa (us-central1)")


def test_where_nobody_knows_what_regions_are_called_components_tell_them() -> None:
    frankfurt = Filters(regions=frozenset({"Frankfurt"}))

    assert concerns(frankfurt, "cloudflare", "Frankfurt, Germany - (FRA)")
    assert not concerns(frankfurt, "cloudflare", "Paris, France - (CDG)")
    assert concerns(frankfurt, "cloudflare")
