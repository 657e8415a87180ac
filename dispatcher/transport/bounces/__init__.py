"""Mail that came back → what it says: a pure reader, and the places such mail is found."""
