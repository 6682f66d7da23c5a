"""What others would write: small programs around other libraries, run by the rivals' own interpreter."""
