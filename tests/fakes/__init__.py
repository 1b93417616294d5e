"""Worlds that remember: servers on loopback that speak the platforms' own protocols."""
