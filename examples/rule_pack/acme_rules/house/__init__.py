"""What is agreed in the house, and no fault elsewhere."""
