"""The project package: settings, people, audit and web."""
