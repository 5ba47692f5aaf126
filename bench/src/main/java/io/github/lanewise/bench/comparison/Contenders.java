package io.github.lanewise.bench.comparison;

import io.github.lanewise.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Everybody who takes part. The engine's scalar backend does not: a process uses one backend, and a second one would slow
 * down the first by what it does to the compiled code's profiles. JMH times it in a process of its own.
 */
public final class Contenders {
    /** The engine as it is used: everybody else is compared with it. */
    public static final String ENGINE = "Lanewise";

    /** The engine with many streams, a call for each. */
    public static final String ONE_BY_ONE = "Lanewise, one by one";

    static final String TWO_THREADS = "Lanewise, 2 threads";
    static final String TEXTBOOK = new TextbookContender().name();

    private Contenders() {}

    /** For workloads on two cores: the engine first, then with two threads, then the others, which have one. */
    static List<Contender> onTwoCores() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        all.add(new EngineContender(TWO_THREADS, Backend.AUTO, 2));
        ServiceLoader.load(Contender.class).forEach(all::add);
        return all;
    }

    /**
     * For many streams: the engine first, which takes all their steps in one call, then with a call for each, then the others.
     *
     * @return those who take turns
     */
    public static List<Contender> ofStreams() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        all.add(new OneByOneContender());
        ServiceLoader.load(Contender.class).forEach(all::add);
        return all;
    }

    /**
     * For workloads on one core: the engine first.
     *
     * @return those who take turns
     */
    public static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        all.add(new TextbookContender());
        ServiceLoader.load(Contender.class).forEach(all::add);
        return all;
    }
}
