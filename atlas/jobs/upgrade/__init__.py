"""New releases beside the old: built, tried, switched to, watched, and gone back from."""
