"""Services and regions of the clouds, as people name them with their provider or alone."""

import pytest

from adapters.catalogue import Catalogue, load
from adapters.clouds import VOCABULARIES
from adapters.errors import UnknownPartError, UnknownProviderError
from adapters.parts import Parts


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize(
    ("typed", "slug", "services", "regions"),
    [
        ("aws", "aws", set(), set()),
        ("aws us-east-1", "aws", set(), {"us-east-1"}),
        ("aws ec2", "aws", {"ec2"}, set()),
        ("AWS EC2 us-east-1", "aws", {"ec2"}, {"us-east-1"}),
        ("ec2 and s3 in frankfurt", "aws", {"ec2", "s3"}, {"eu-central-1"}),
        ("us-east-1", "aws", set(), {"us-east-1"}),
        ("eu-west-1 aws", "aws", set(), {"eu-west-1"}),
        ("is aws us-east-1 down?", "aws", set(), {"us-east-1"}),
        ("cloudfront", "aws", {"cloudfront"}, set()),
        ("amazon bedrock", "aws", {"bedrock"}, set()),
        ("aws aurora", "aws", {"rds"}, set()),
        ("aurora", "aws", {"rds"}, set()),
        ("fargate us-east-1", "aws", {"ecs"}, {"us-east-1"}),
        ("aks", "azure", {"Kubernetes Service"}, set()),
        ("azure ad", "azure", {"Entra"}, set()),
        ("gemini api", "gcp", {"Vertex"}, set()),
        ("mail.google.com", "google-workspace", {"Gmail"}, set()),
        ("https://status.aws.amazon.com/rss/cloudfront.rss", "aws", {"cloudfront"}, set()),
        ("https://status.aws.amazon.com/rss/all.rss", "aws", set(), set()),
        ("azure west europe", "azure", set(), {"West Europe"}),
        ("eastus2", "azure", set(), {"East US 2"}),
        ("google cloud us-central1", "gcp", set(), {"us-central1"}),
        ("us-central1", "gcp", set(), {"us-central1"}),
        ("google compute engine", "gcp", {"Compute Engine"}, set()),
        ("gmail", "google-workspace", {"Gmail"}, set()),
        ("salesforce na135", "salesforce", set(), {"NA135"}),
        ("azure devops", "azure-devops", set(), set()),
        ("google cloud", "gcp", set(), set()),
    ],
)
def test_parts_that_are_named_with_a_provider_are_told_apart(
    catalogue: Catalogue, typed: str, slug: str, services: set[str], regions: set[str]
) -> None:
    meant = catalogue.meant(typed)

    assert meant.provider.slug == slug
    assert meant.parts == Parts(frozenset(services), frozenset(regions))


@pytest.mark.parametrize("typed", ["aws us-eats-1", "AWS ec2 us-eats-1", "us-eats-1 amazon"])
def test_a_part_that_a_known_provider_does_not_have_is_told_with_the_nearest(catalogue: Catalogue, typed: str) -> None:
    with pytest.raises(UnknownPartError, match=r"aws knows no region .*; nearest: us-east-1") as error:
        catalogue.find(typed)

    assert error.value.nearest == ("aws",)
    assert catalogue.search(typed, 1)[0].slug == "aws"


def test_a_region_that_two_providers_have_is_nobodys_unless_it_is_spelt_as_one_of_them_does(
    catalogue: Catalogue,
) -> None:
    assert catalogue.find("us-east1").slug == "gcp"
    for typed in ("us east 1", "frankfurt"):
        with pytest.raises(UnknownProviderError):
            catalogue.find(typed)


OF_THE_WHOLE = {
    "aws": {"amazon", "amazon aws"},
    "azure": {"microsoft azure cloud", "azure cloud", "azure.microsoft.com", "status.azure.com", "ms azure"},
    "gcp": {"cloud.google.com", "gcloud", "google cloud platform"},
    "google-workspace": {"gsuite", "gworkspace"},
    "salesforce": {"salesforce trust", "sfdc", "force.com"},
}


@pytest.mark.parametrize("slug", VOCABULARIES)
def test_an_alias_that_names_a_part_stands_for_that_part_and_never_for_all(catalogue: Catalogue, slug: str) -> None:
    aliases = catalogue.find(slug).aliases

    assert {alias for alias in aliases if not catalogue.meant(alias).parts} == OF_THE_WHOLE[slug]
