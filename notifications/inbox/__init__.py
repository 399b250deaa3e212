"""What people text to us: kept once, read, bound to the question it answers, and always answered."""
