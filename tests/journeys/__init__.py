"""Whole stories, by person, in given/when/then: pages by their own forms, texts through the stand-in."""
