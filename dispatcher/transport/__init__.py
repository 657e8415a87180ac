"""Message → Delivery: conversations with a relay, and what their replies mean."""
