"""Programs, notebooks, comments and configurations that nobody wrote, fed to keraslint until it crashes or the time is over."""
