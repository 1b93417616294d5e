"""The demo: a provider that is served from here, and a clock that runs fast; all else is the program itself."""
