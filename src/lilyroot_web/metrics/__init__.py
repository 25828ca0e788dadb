"""How the installation itself is doing, for a program that watches it."""
