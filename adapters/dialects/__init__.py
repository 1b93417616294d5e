"""One file for each status-page platform, and the one table of them."""
