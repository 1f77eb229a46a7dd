"""Between tables of files and features of layers."""
