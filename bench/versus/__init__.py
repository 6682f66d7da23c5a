"""Atlas beside what a person would use instead: the same links, one run, in turn."""
