"""Measures Atlas beside itself and beside others, as ratios in one run."""
