"""The parts of the benchmark: packages, trees of files made of them, commands, measurements, cases, and the table."""
