"""What we know of libraries, one small entry for each function, method, layer."""
