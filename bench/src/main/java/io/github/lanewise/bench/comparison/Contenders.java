package io.github.lanewise.bench.comparison;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /** Precisions of less than 32 bits. */
    public static final List<Precision> REDUCED = List.of(Precision.BF16, Precision.INT8, Precision.INT4);

    private Contenders() {}

    /**
     * The engine's name with its weights in a precision.
     *
     * @param precision of the weights
     * @return {@link #ENGINE}; where the precision is not float32, with its name
     */
    public static String engineIn(Precision precision) {
        return precision == Precision.FP32 ? ENGINE : ENGINE + ", " + precision.text();
    }

    /**
     * The engine's name with many streams, a call for each, and its weights in a precision.
     *
     * @param precision of the weights
     * @return {@link #ONE_BY_ONE}; where the precision is not float32, with its name
     */
    public static String oneByOneIn(Precision precision) {
        return precision == Precision.FP32 ? ONE_BY_ONE : ONE_BY_ONE + ", " + precision.text();
    }

    /** For workloads about precisions: the engine in each of them, float32 first, then the others with weights of less than 32 bits. */
    static List<Contender> ofPrecisions() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        REDUCED.forEach(precision -> all.add(new PrecisionContender(precision)));
        others(precision -> precision != Precision.FP32).forEach(all::add);
        return all;
    }

    /** The other engines whose weights are in some precisions. */
    private static Stream<Contender> others(Predicate<Precision> precisions) {
        return ServiceLoader.load(Contender.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(contender -> precisions.test(contender.precision()));
    }

    private static Stream<Contender> othersInFloat32() {
        return others(precision -> precision == Precision.FP32);
    }

    /** For workloads on two cores: the engine first, then with two threads, then the others, which have one. */
    static List<Contender> onTwoCores() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        all.add(new EngineContender(TWO_THREADS, Backend.AUTO, 2));
        othersInFloat32().forEach(all::add);
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
        all.add(new OneByOneContender(Precision.FP32));
        othersInFloat32().forEach(all::add);
        return all;
    }

    /**
     * For many streams in each precision: the engine, together first and then one by one, float32 first.
     *
     * @return those who take turns
     */
    public static List<Contender> ofStreamsInPrecisions() {
        List<Contender> all = new ArrayList<>();
        all.add(new EngineContender(ENGINE, Backend.AUTO, 1));
        all.add(new OneByOneContender(Precision.FP32));
        for (Precision precision : REDUCED) {
            all.add(new PrecisionContender(precision));
            all.add(new OneByOneContender(precision));
        }
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
        othersInFloat32().forEach(all::add);
        return all;
    }
}
