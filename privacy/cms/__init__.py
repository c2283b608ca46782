"""What the screens of our CMS share."""
