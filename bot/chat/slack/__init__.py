"""Sending to Slack."""
