"""Who a name stands for: offices and titles by date, with the passages that say so."""

from qabot.exploring.people.naming import read_name
from qabot.exploring.people.types import Companion, Office, Person, Who
from qabot.exploring.people.who import WhoFinder

__all__ = ["Companion", "Office", "Person", "Who", "WhoFinder", "read_name"]
