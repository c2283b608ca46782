"""What keeps the site running: the worker, its schedule, health, keys that change."""
