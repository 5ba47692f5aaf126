package io.github.lanewise.cli.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the report.
 *
 * @param status how it is
 * @param name what it is about, in one or two words
 * @param text what was found
 * @param change what to change; empty where there is nothing
 * @param figures the same in numbers, by names that end in their units
 */
public record Finding(Status status, String name, String text, String change, Map<String, Double> figures) {
    /** How it is. */
    public enum Status {
        /** As it should be. */
        OK("ok"),
        /** Worth knowing. */
        NOTE("note"),
        /** Models are slower than they need to be. */
        PROBLEM("problem");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /**
         * The name in reports.
         *
         * @return lower case
         */
        public String text() {
            return text;
        }
    }

    /** Copies what it is given. */
    public Finding {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    static Finding ok(String name, String text) {
        return new Finding(Status.OK, name, text, "", Map.of());
    }

    static Finding note(String name, String text, String change) {
        return new Finding(Status.NOTE, name, text, change, Map.of());
    }

    static Finding problem(String name, String text, String change) {
        return new Finding(Status.PROBLEM, name, text, change, Map.of());
    }
}
