"""What Atlas does: each job yields what happened."""
