"""The sample newsroom and the inbox: everything the dispatcher needs to show itself without the outside world."""
