"""What runs when the package is started."""

from flowtest import sink, source

from .texts import shout


def main(arguments):
    sink(shout(arguments[1]))  # flow
    sink(shout(arguments[0]))  # clean


def case_main():
    main(["program", source()])


if __name__ == "__main__":
    case_main()
