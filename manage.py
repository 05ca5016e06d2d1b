#!/usr/bin/env python
import sys

from enforcement.launch import main

if __name__ == "__main__":
    main(sys.argv)
