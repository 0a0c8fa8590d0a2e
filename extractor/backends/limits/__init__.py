"""What may be spent and when a call may start: budget, prices, pace."""
