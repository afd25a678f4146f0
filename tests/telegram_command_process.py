"""`qabot telegram` in a process of its own, which looks for a new index several times a second."""

from functools import partial

import qabot.channels.telegram
from qabot.channels.telegram import Pace, run
from qabot.cli import main

if __name__ == "__main__":
    qabot.channels.telegram.run = partial(run, pace=Pace(look_every_s=0.2))
    main()
