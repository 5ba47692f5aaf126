package io.github.lanewise.bench.company;

/** No company at all. */
final class Alone implements Company {
    /** Of the row that the others are compared with. */
    static final String NAME = "alone";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "nothing else";
    }

    @Override
    public int rounds() {
        return 0;
    }

    @Override
    public double keep(int rounds) {
        return 0;
    }
}
