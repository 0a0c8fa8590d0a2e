"""What a run leaves behind: its folder, the ledger of all that was asked, and files of JSON lines."""
