"""Rules about storing and loading models, and about the files and packages that they come from."""
