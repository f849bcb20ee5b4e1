"""Rules about speed and memory: work that is done one by one, again and again, or in the slow way."""
