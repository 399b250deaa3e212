"""The meetup of all groups: choosing its date and place, suggesting days, its season."""
