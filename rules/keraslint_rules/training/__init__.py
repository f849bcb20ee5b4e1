"""Rules about training and evaluation: budgets, callbacks, and what is done with predictions."""
