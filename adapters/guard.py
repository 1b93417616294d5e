"""Which addresses may be fetched: the public ones, and those that the operator allows. Decides only; asks nobody.

Whoever may name a feed could otherwise make the bot read what only its own machine or network can reach.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from yarl import URL

from adapters.errors import ForbiddenAddressError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_HOST_LENGTH = 254  # RFC 1035, 2.3.4, and the dot that may stand at the end
_HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
# A host whose last label is a number is an IPv4 address to most of the world (url.spec.whatwg.org, "ends in a number").
_ENDS_IN_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291: all that is handed out
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is meant
# Registered as not global, but unknown to the `ipaddress` of some Python versions.
_NOT_PUBLIC = (IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))  # RFC 7526, RFC 9637
_SHOWN = 100  # characters of a strange host that a message repeats


@dataclass(frozen=True, slots=True)
class Guard:
    """What is allowed besides public addresses: host names in lower case, whatever they resolve to, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def allowing(cls, entries: Iterable[str]) -> Self:
        """A guard that lets these hosts, addresses and networks pass; raises ValueError for anything else."""
        hosts: set[str] = set()
        networks: list[Network] = []
        for entry in filter(None, (entry.strip().lower() for entry in entries)):
            network = _network(entry)
            if network is not None:
                networks.append(network)
            elif _HOST_NAME.fullmatch(entry) and not _ENDS_IN_NUMBER.fullmatch(entry):
                hosts.add(entry.rstrip("."))
            else:
                raise ValueError(
                    f"{entry!r} is neither a host name nor a network: write it like status.internal or 10.0.0.0/8, "
                    "without scheme, port or path."
                )
        return cls(frozenset(hosts), tuple(networks))

    def check_url(self, url: URL) -> None:
        """Raise ForbiddenAddressError where the address alone shows that it must not be fetched.

        A name that passes still has to be resolved, and each of its addresses to pass `check_address`.
        """
        if url.scheme not in {"http", "https"}:
            raise ForbiddenAddressError("Only an address that begins with http:// or https:// can be fetched.")
        host = url.raw_host
        if not host:
            raise ForbiddenAddressError("The address names no host.")
        if url.user is not None or url.password is not None:
            raise ForbiddenAddressError(f"The address at {_shown(host)} carries a user name or password: leave it out.")
        if ":" not in host and (len(host) > _HOST_LENGTH or not _HOST_NAME.fullmatch(host)):
            raise ForbiddenAddressError(f"{_shown(host)!r} is no host name.")
        if ":" in host or _ENDS_IN_NUMBER.fullmatch(host):
            self.check_address(host, host)

    def check_address(self, host: str, address: str) -> None:
        """Raise ForbiddenAddressError if `address`, which `host` is or resolves to, must not be connected to."""
        if host.lower().rstrip(".") in self.hosts:
            return
        try:
            parsed = _meant(ip_address(address))
        except ValueError:
            raise ForbiddenAddressError(
                f"{_shown(address)!r} is an unusual way to write an address, and not fetched."
            ) from None
        if any(parsed in network for network in self.networks) or is_public(parsed):
            return
        leads = "" if host == address else f" leads to {parsed}, which"
        raise ForbiddenAddressError(
            f"{_shown(host)}{leads} is not a public address. If it is meant, its operator can list it in "
            "STATUSWIRE_FETCH_ALLOW."
        )


def is_public(address: Address) -> bool:
    """Whether an address belongs to one machine on the public internet, minding IPv4 within IPv6."""
    address = _meant(address)
    if any(address in network for network in _NOT_PUBLIC):
        return False
    if isinstance(address, IPv6Address) and (address not in _GLOBAL_UNICAST or address.scope_id):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None


def _shown(text: str) -> str:
    """What can be repeated in a message: a stranger's text, short and in plain characters."""
    return text[:_SHOWN].encode("ascii", "backslashreplace").decode()
