"""Every command of the program, platform-neutral."""
