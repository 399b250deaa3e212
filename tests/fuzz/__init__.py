"""Everything that can be sent to the site, sent wrong: nothing breaks, and nothing refused leaves a trace."""
