"""What we remember, and whom we tell."""
