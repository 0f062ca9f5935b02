"""Builds the compiled part of the page reader, where there is a C compiler; without it the program does the same, slower."""

import os
from glob import glob

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "onrecord._native",
            sources=sorted(glob("native/*.c")),
            depends=sorted(glob("native/*.h")),
            # The rooms call each other by plain names, which nobody outside need see.
            extra_compile_args=["-fvisibility=hidden"] if os.name == "posix" else [],
            optional=True,
        )
    ]
)
