"""The one place that points discord.py at other addresses than Discord's own: a proxy, or a test."""

import discord.gateway
import discord.http
import yarl


def point_discord_at(api_url: str | None, gateway_url: str | None) -> None:
    """Make every client of this process speak to these addresses; None leaves an address as it is.

    `api_url` is the REST base up to and including the version (http or https), `gateway_url` the websocket (ws or
    wss). discord.py has no setting for either, so its two class attributes are set. Raises ValueError, with nothing
    changed, where an address is of another form.
    """
    api = _address(api_url, "Discord API", ("http", "https"))
    gateway = _address(gateway_url, "Discord gateway", ("ws", "wss"))
    if api is not None:
        discord.http.Route.BASE = str(api).rstrip("/")
    if gateway is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def _address(url: str | None, name: str, schemes: tuple[str, str]) -> yarl.URL | None:
    if url is None:
        return None
    wanted = f"the address of the {name} must look like {schemes[1]}://host/path"
    try:
        address = yarl.URL(url)
    except ValueError:
        raise ValueError(f"{wanted}; this one cannot be read") from None
    if address.scheme not in schemes:
        raise ValueError(f"{wanted}, not begin with {address.scheme or 'no scheme at all'!r}")
    if not address.host:
        raise ValueError(f"{wanted}; this one names no host")
    if address.user or address.password or address.query_string or address.fragment:
        raise ValueError(f"{wanted}, without a user, a query or a fragment")
    return address
