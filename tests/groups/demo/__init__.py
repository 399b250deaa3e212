"""The demo: its story, and that its doors exist nowhere else."""
