"""`python -m mapservice`: the same as the command `mapservice`."""

from mapservice.cli import main

main(prog_name="mapservice")
