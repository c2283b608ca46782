"""Forms that editors build, submissions, the inbox."""
