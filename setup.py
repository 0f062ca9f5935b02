"""Builds the compiled part of the page reader, where there is a C compiler; without it the program does the same, slower."""

import os
from glob import glob
from hashlib import sha256
from pathlib import Path

from setuptools import Extension, setup

INTERFACE = Path("src/onrecord/native.py")

setup(
    ext_modules=[
        Extension(
            "onrecord._native",
            sources=sorted(glob("native/*.c")),
            depends=[*sorted(glob("native/*.h")), str(INTERFACE)],
            # So that a compiled part that was built for other code is known as such; see native.py.
            define_macros=[("INTERFACE", f'"{sha256(INTERFACE.read_bytes()).hexdigest()}"')],
            # The rooms call each other by plain names, which nobody outside need see.
            extra_compile_args=["-fvisibility=hidden"] if os.name == "posix" else [],
            optional=True,
        )
    ]
)
