"""What was trained for the project, and how: scripts that anyone can run again on data that they have."""
