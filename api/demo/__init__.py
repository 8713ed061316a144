"""The demo world: 汉中 over three budget years, with what is planted in it declared in a list."""

from api.demo.build import build
from api.demo.days import AS_OF
from api.demo.places import PREFECTURE
from api.demo.planted import LookAlike, Planted
from api.demo.standing import DemoHalfBuilt, DemoOfOtherScale, DemoOfOtherSeed, WorldReport

__all__ = [
    "AS_OF",
    "PREFECTURE",
    "DemoHalfBuilt",
    "DemoOfOtherScale",
    "DemoOfOtherSeed",
    "LookAlike",
    "Planted",
    "WorldReport",
    "build",
]
