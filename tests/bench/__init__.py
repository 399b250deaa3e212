"""Measurements, as ratios taken in one run; never part of the suite. Each module runs alone."""
