from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from adapters.errors import ForbiddenAddressError
from adapters.guard import Guard, is_public

# All of these hold P11: nobody is led to a private address, however it is written.


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2606:4700::1111%eth0",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_any_other_address_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_ipv6_is_as_public_as_it_is_alone(address: object) -> None:
    mapped = ip_address(f"::ffff:{address}")
    translated = ip_address(f"64:ff9b::{address}")

    assert is_public(mapped) == is_public(translated) == is_public(ip_address(str(address)))


@pytest.mark.parametrize(
    "url", ["https://status.example/history.atom", "http://8.8.8.8/feed", "https://xn--e1aybc.test"]
)
def test_an_ordinary_address_may_be_resolved(url: str) -> None:
    Guard().check_url(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://8.8.8.8%2e/",
        "http://010.8.8.8/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[v1.a:b]/",
    ],
)
def test_a_private_address_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        Guard().check_url(URL(url))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://status.example/", "gopher://status.example/", "history.atom"]
)
def test_only_http_and_https_are_fetched(url: str) -> None:
    with pytest.raises(ForbiddenAddressError, match=r"begins with http:// or https://"):
        Guard().check_url(URL(url))


@pytest.mark.parametrize(
    "url", ["http://", "http:///feed", "http://a b/", "http://a..b/", "http://.a/", f"http://{'a.' * 127}a/"]
)
def test_a_host_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="host"):
        Guard().check_url(URL(url))


@pytest.mark.parametrize("url", ["https://anna:geheim@status.example/", "https://anna@status.example/"])
def test_an_address_with_credentials_is_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ForbiddenAddressError) as caught:
        Guard().check_url(URL(url))

    assert "status.example" in str(caught.value)
    assert "anna" not in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_name_that_leads_to_a_private_address_is_refused_and_both_are_named() -> None:
    with pytest.raises(ForbiddenAddressError, match=r"^status\.example leads to 10\.0\.0\.7, which is not a public"):
        Guard().check_address("status.example", "10.0.0.7")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError, match="unusual"):
        Guard().check_address("status.example", "somewhere")


def test_an_allowed_host_may_be_anywhere() -> None:
    guard = Guard.allowing(["Status.Internal."])

    guard.check_address("status.internal", "10.0.0.7")
    guard.check_address("STATUS.internal.", "::1")


@pytest.mark.parametrize("host", ["evil.status.internal", "status.internal.evil", "status-internal", "internal"])
def test_an_allowed_host_allows_no_other(host: str) -> None:
    guard = Guard.allowing(["status.internal"])

    with pytest.raises(ForbiddenAddressError):
        guard.check_address(host, "10.0.0.7")


def test_an_allowed_network_may_be_reached_by_name_and_by_number() -> None:
    guard = Guard.allowing(["10.0.0.0/8", "::1", " "])

    guard.check_address("anything.example", "10.200.0.1")
    guard.check_url(URL("http://10.1.1.1:8080/feed"))
    guard.check_url(URL("http://[::ffff:10.1.1.1]/feed"))
    guard.check_url(URL("http://[::1]/feed"))
    with pytest.raises(ForbiddenAddressError):
        guard.check_url(URL("http://11.0.0.1.:80/feed"))
    with pytest.raises(ForbiddenAddressError):
        guard.check_address("anything.example", "172.16.0.1")


@pytest.mark.parametrize(
    "entry", ["http://status.internal", "status.internal:8080", "10.0.0.0/33", "10.0", "a/b", "*", "0x7f"]
)
def test_an_entry_that_cannot_be_understood_is_refused_by_name(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host name nor a network") as caught:
        Guard.allowing([entry])

    assert entry in str(caught.value)


def test_a_message_repeats_no_strange_characters() -> None:
    with pytest.raises(ForbiddenAddressError) as caught:
        Guard().check_address("a\u202eb" * 100, "somewhere\n@everyone\u202e")

    assert str(caught.value).isascii()
    assert "\n" not in str(caught.value)
