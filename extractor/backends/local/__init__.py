"""Models on this machine: their files, their memory and the server that runs them."""
