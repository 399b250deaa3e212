"""A believable pain service, told through the actions at moved clocks; only where stand-ins take the messages."""
