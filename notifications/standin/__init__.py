"""Stand-ins on this machine for Twilio, a Notify-style provider and a mail server: demo and tests."""
