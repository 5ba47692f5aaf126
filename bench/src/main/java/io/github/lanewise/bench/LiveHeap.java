package io.github.lanewise.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the live objects of this process take on the Java heap. */
public final class LiveHeap {
    /** Number, instances, bytes and class. */
    private static final Pattern ROW = Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

    /** Objects that the collector puts where dead ones were, so that it need not move the others. */
    private static final String FILLER = "jdk.internal.vm.Filler";

    private LiveHeap() {}

    /**
     * Collects garbage and adds up what is left, by the JVM's histogram of classes.
     *
     * @return bytes
     */
    public static long bytes() {
        return of(histogram());
    }

    /** Of a histogram, in the JVM's form. */
    static long of(String histogram) {
        List<MatchResult> rows = ROW.matcher(histogram).results().toList();
        if (rows.isEmpty()) {
            throw new IllegalStateException("histogram of the heap: expected rows of classes, found none");
        }
        return rows.stream()
                .filter(row -> !row.group(2).contains(FILLER))
                .mapToLong(row -> Long.parseLong(row.group(1)))
                .sum();
    }

    private static String histogram() {
        try {
            return String.valueOf(ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IllegalStateException("histogram of the heap: " + e.getMessage(), e);
        }
    }
}
