"""The template libraries: `components` and `dates`."""
