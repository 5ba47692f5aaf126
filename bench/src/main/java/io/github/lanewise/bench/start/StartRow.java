package io.github.lanewise.bench.start;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.company.Companies;
import io.github.lanewise.bench.comparison.Lookup;
import io.github.lanewise.bench.comparison.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table: steps of one layer by one engine, after some company, on a number of cores.
 *
 * @param shape input and hidden size
 * @param company its name
 * @param engine a word for {@link Lookup}
 * @param cores how many the process may use
 */
record StartRow(String shape, String company, String engine, int cores) {
    static final List<String> SHAPES = List.of("5x8", "40x64", "128x128");
    static final List<Integer> CORES = List.of(2, 1);
    static final String AUTO = Lookup.word(Backend.AUTO);
    static final String SCALAR = Lookup.word(Backend.SCALAR);
    static final String VECTOR = Lookup.word(Backend.VECTOR);

    /** Those that change most what the JIT compiler knows about the JDK's methods. */
    private static final List<String> COMPANIES = List.of("heap-segments", "arenas-and-mapped-file", "lucene");

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    /**
     * The rows whose names a regular expression finds. A row of Lanewise's choice comes with the scalar backend's, which it is
     * compared with.
     *
     * @param others words of the other engines
     * @param companies names of those that there are in this build
     */
    static List<StartRow> find(String include, List<String> others, List<String> companies) {
        Pattern pattern = Pattern.compile(include);
        List<StartRow> all = all(others, companies);
        return all.stream()
                .filter(row -> pattern.matcher(row.name()).find()
                        || (row.engine.equals(SCALAR)
                                && pattern.matcher(row.with(AUTO).name()).find()))
                .toList();
    }

    private static List<StartRow> all(List<String> others, List<String> companies) {
        List<String> alone = new ArrayList<>(List.of(AUTO, SCALAR, VECTOR));
        alone.addAll(others);
        List<StartRow> rows = new ArrayList<>();
        for (int cores : CORES) {
            for (String shape : SHAPES) {
                alone.forEach(engine -> rows.add(new StartRow(shape, Companies.ALONE, engine, cores)));
            }
            for (String shape : SHAPES) {
                for (String company : COMPANIES) {
                    if (companies.contains(company)) {
                        rows.add(new StartRow(shape, company, AUTO, cores));
                        rows.add(new StartRow(shape, company, SCALAR, cores));
                    }
                }
            }
        }
        return rows;
    }

    /** The same row of another engine. */
    StartRow with(String word) {
        return new StartRow(shape, company, word, cores);
    }

    boolean isOurs() {
        return List.of(AUTO, SCALAR, VECTOR).contains(engine);
    }

    /** For {@code --include} and messages. */
    String name() {
        return shape + "-" + company + "-" + engine.substring(engine.lastIndexOf('.') + 1) + "-" + coresText("-");
    }

    /** Everything but the engine, for progress. */
    String place() {
        return shape + ", " + company + ", " + coresText(" ");
    }

    private String coresText(String between) {
        return cores + between + (cores == 1 ? "core" : "cores");
    }

    /**
     * What is computed.
     *
     * @throws IllegalArgumentException if the shape is none
     */
    Workload workload() {
        Matcher matcher = SHAPE.matcher(shape);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "shape: expected input and hidden size, for instance 40x64, found '" + shape + "'");
        }
        return Workload.step(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
}
