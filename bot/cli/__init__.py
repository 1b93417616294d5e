"""What each command of the command line does and shows, one file a command."""
