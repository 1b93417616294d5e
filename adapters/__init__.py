"""What providers say: feeds fetched, parsed and read into incidents. Knows nothing of the bot."""
