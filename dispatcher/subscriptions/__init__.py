"""Story × Subscription → Edition: cadence, slots, consent, what goes to whom."""
