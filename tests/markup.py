"""Web pages of status pages, as far as a search for feeds looks at them."""


def link(href: str, title: str = "", kind: str = "atom") -> str:
    return f'<link rel="alternate" type="application/{kind}+xml" href="{href}" title="{title}">'


def page(*parts: str) -> str:
    return f"<!doctype html><html><head><title>Acme</title></head><body>{''.join(parts)}</body></html>"
