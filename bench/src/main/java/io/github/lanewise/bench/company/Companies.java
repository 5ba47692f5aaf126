package io.github.lanewise.bench.company;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All companies. Making one does nothing yet. */
final class Companies {
    private static final List<Company> OURS =
            List.of(new Alone(), new HeapSegments(), new ArenasAndMappedFile(), new OtherWidth(), new OtherModels());

    private Companies() {}

    /** Alone first, those with third-party code last: they are there in the profile {@code company} only. */
    static List<Company> all() {
        List<Company> all = new ArrayList<>(OURS);
        ServiceLoader.load(Company.class).forEach(all::add);
        return all;
    }

    /**
     * A company by its name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Company of(String name) {
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
