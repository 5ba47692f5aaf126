package io.github.lanewise.cli;

/** The ways of calling the engine, all of which have to give the same bits. */
enum CallShape {
    /** All sequences at once. */
    WHOLE("whole sequences", false) {
        @Override
        Results run(Engine engine, Sequences sequences) {
            return engine.runner().run(sequences);
        }
    },
    /** Each sequence by itself, padding and length included. */
    BATCHES_OF_ONE("batch split row by row", false) {
        @Override
        Results run(Engine engine, Sequences sequences) {
            Assembly assembly = new Assembly(engine, sequences);
            for (int row = 0; row < sequences.batch(); row++) {
                assembly.put(row, engine.runner().run(sequences.batchOfOne(row)));
            }
            return assembly.results();
        }
    },
    /** Each sequence by itself, without a batch, without padding. */
    ALONE("each row cut to its length", false) {
        @Override
        Results run(Engine engine, Sequences sequences) {
            Assembly assembly = new Assembly(engine, sequences);
            for (int row = 0; row < sequences.batch(); row++) {
                assembly.put(row, engine.runner().run(sequences.alone(row)));
            }
            return assembly.results();
        }
    },
    /** Each sequence as a stream, one step at a time. */
    STEPS("step by step", true) {
        @Override
        Results run(Engine engine, Sequences sequences) {
            return Streams.run(engine, sequences, 1);
        }
    },
    /** Each sequence as a stream, in pieces of different sizes. */
    CHUNKS("uneven chunks", true) {
        @Override
        Results run(Engine engine, Sequences sequences) {
            return Streams.run(engine, sequences, 3, 1, 7, 2, 16, 5);
        }
    };

    private final String title;
    private final boolean stepping;

    CallShape(String title, boolean stepping) {
        this.title = title;
        this.stepping = stepping;
    }

    /**
     * Calls the engine in this way.
     *
     * @param engine model and backend
     * @param sequences that it has accepted before
     * @return the results of all sequences, put together
     */
    abstract Results run(Engine engine, Sequences sequences);

    /** Whether it goes through streams, which not every model can. */
    boolean needsStepping() {
        return stepping;
    }

    @Override
    public String toString() {
        return title;
    }
}
