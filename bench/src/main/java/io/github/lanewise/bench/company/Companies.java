package io.github.lanewise.bench.company;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All companies. Making one does nothing yet. */
public final class Companies {
    /** The name of the company that does nothing. */
    public static final String ALONE = Alone.NAME;

    private static final List<Company> OURS =
            List.of(new Alone(), new HeapSegments(), new ArenasAndMappedFile(), new OtherWidth(), new OtherModels());

    private Companies() {}

    /**
     * Alone first, those with third-party code last: they are there in the profiles {@code company} and {@code start} only.
     *
     * @return new ones
     */
    public static List<Company> all() {
        List<Company> all = new ArrayList<>(OURS);
        ServiceLoader.load(Company.class).forEach(all::add);
        return all;
    }

    /**
     * A company by its name.
     *
     * @param name see {@link Company#name}
     * @return a new one
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Company of(String name) {
        // A process without third-party company does not look for it either.
        return OURS.stream()
                .filter(company -> company.name().equals(name))
                .findFirst()
                .orElseGet(() -> service(name));
    }

    private static Company service(String name) {
        List<Company> all = all();
        return all.stream()
                .filter(company -> company.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("company: expected one of "
                        + all.stream().map(Company::name).toList() + ", found '" + name + "'"));
    }
}
