"""The APIs of providers, one file each."""
