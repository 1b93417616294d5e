"""From an incident to a message, and from a message to each platform's own form; pure."""
