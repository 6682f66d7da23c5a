"""The library in a browser: pages made on the server, that work without script and ask nothing of anybody else."""
