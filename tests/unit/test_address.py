import pytest

from adapters.address import SLUG_LENGTH, Address, slug_apart


def of(typed: str) -> Address:
    address = Address.of(typed)
    assert address is not None
    return address


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.acme.example/history.atom",
        "http://acme.example/history.atom",
        "HTTPS://ACME.example/History.Atom",
        "acme.example/history.atom/",
        "  https://acme.example./history.atom  ",
        "https://somebody@acme.example/history.atom",
    ],
)
def test_spellings_of_one_address_are_the_same(spelling: str) -> None:
    address = of(spelling)

    assert address.key == "acme.example/history.atom"


@pytest.mark.parametrize(
    "typed",
    [
        "github",
        "open ai",
        "",
        "...",
        "https://",
        "http://[::1",
        "https://acme.example:port/",
        "ftp://acme.example/feed",
        "file:///etc/passwd",
        "https://acme.example/a b",
        "javascript:alert(1).com",
        "/history.atom",
    ],
)
def test_what_is_no_web_address_is_none(typed: str) -> None:
    assert Address.of(typed) is None


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("http://localhost:8080/feed", "localhost:8080"),
        ("http://127.0.0.1:8080/feed", "127.0.0.1:8080"),
        ("http://[::1]:8080/feed", "[::1]:8080"),
        ("https://bücher.example", "bücher.example"),
    ],
)
def test_unusual_hosts_are_hosts(typed: str, host: str) -> None:
    assert of(typed).host == host


def test_the_address_to_fetch_is_as_it_was_typed() -> None:
    assert of("acme.example/History.atom?Key=A").url == "https://acme.example/History.atom?Key=A"
    assert of("HTTP://acme.example/History.atom").url == "http://acme.example/History.atom"


@pytest.mark.parametrize("path", ["/history.atom", "/feed", "/rss/all.rss", "/state_feed/feed.atom", "/index.xml"])
def test_a_path_that_sounds_like_a_feed_names_one(path: str) -> None:
    assert of(f"https://acme.example{path}").names_feed


@pytest.mark.parametrize("path", ["", "/", "/incidents/1", "/feedback", "/history", "/pages/atomic"])
def test_a_path_that_sounds_like_a_page_names_no_feed(path: str) -> None:
    assert not of(f"https://acme.example{path}").names_feed


@pytest.mark.parametrize(
    ("host", "domain"),
    [("docs.github.com", "github.com"), ("status.binarylane.com.au", "binarylane.com.au"), ("localhost", "localhost")],
)
def test_the_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert of(f"https://{host}/").domain == domain


def test_a_rented_host_is_shared_and_a_host_that_only_ends_alike_is_not() -> None:
    assert of("https://acme.statuspage.io").is_shared
    assert not of("https://metastatuspage.io").is_shared


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("https://status.acme.example/history.atom", "status-acme-example"),
        ("https://www.status.acme.example/history.rss", "status-acme-example"),
        ("https://status.acme.example/", "status-acme-example"),
        ("https://status.aws.amazon.com/rss/lambda-eu-west-1.rss", "status-aws-amazon-com-lambda-eu-west-1"),
        ("https://status.acme.example/eu/feed.rss", "status-acme-example-eu"),
        ("https://status.acme.example/feed?domain=one.example", "status-acme-example-domain-one-example"),
        ("http://127.0.0.1:8080/feed", "127-0-0-1-8080"),
    ],
)
def test_a_slug_tells_one_feed_from_another_and_nothing_more(typed: str, slug: str) -> None:
    assert of(typed).slug == slug


def test_a_long_slug_is_cut_and_stays_its_own() -> None:
    long = "https://status.acme.example/" + "a" * 200

    assert len(of(long).slug) <= SLUG_LENGTH
    assert of(long).slug != of(long + "b").slug


def test_a_slug_that_somebody_else_has_is_marked_by_the_address() -> None:
    slug = "a" * SLUG_LENGTH
    one, other = (slug_apart(slug, f"https://status.acme.example/{path}") for path in ("feed", "rss"))

    assert len({slug, one, other}) == 3
    assert len(one) <= SLUG_LENGTH
    assert slug_apart("acme", "https://acme.example/feed").startswith("acme-")
