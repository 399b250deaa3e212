"""A group asks which dates suit for its own next meeting (ux 6): asking, answering, closing, booking."""

from groups.actions.polls import answers, asking, closing, results, suggesting

__all__ = ["answers", "asking", "closing", "results", "suggesting"]
