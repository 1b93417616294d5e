"""The places where people read: one protocol, one package or file for each platform."""
