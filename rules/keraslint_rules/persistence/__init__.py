"""Rules about storing and loading models, where files and packages come from, and whether results can be had again."""
