"""Tests of what is given out."""
