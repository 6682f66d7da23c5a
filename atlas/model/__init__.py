"""What Atlas speaks about: pure values and decisions, without disk, network or clock."""
