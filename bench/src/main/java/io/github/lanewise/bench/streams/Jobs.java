package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.bench.voices.VoiceJobs;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the processes measure, by name. */
final class Jobs {
    /** Units of the layers, which have as many features. */
    static final List<Integer> UNITS = List.of(64, 128, 256, 512);

    /** Numbers of streams. */
    static final List<Integer> STREAMS = List.of(2, 8, 64, 256, 1024);

    /** The number of streams that the targets are about. */
    static final int OF_TARGETS = 64;

    /** Very many streams. */
    static final String STATES = "states-" + StatesClock.UNITS + "x" + StatesClock.UNITS;

    /** Begins the names of jobs that are measured with weights in each precision. */
    private static final String IN_PRECISIONS = "precisions-";

    private static final Pattern OF_STREAMS = Pattern.compile("streams([0-9]+)-([0-9]+)x([0-9]+)");
    private static final String WINDOW = "window-";
    private static final String WHOLE = "whole-";

    private Jobs() {}

    /**
     * In the order in which they run.
     *
     * @param voices whether there is a voice detector
     */
    static List<String> all(boolean voices) {
        List<String> names = new ArrayList<>();
        for (int units : UNITS) {
            STREAMS.forEach(streams -> names.add(ofStreams(streams, units)));
        }
        UNITS.forEach(units -> names.add(inPrecisions(units)));
        names.add(STATES);
        for (WindowModel model : WindowModel.values()) {
            for (Precision precision : Precision.values()) {
                names.add(ofWindow(model, precision));
            }
            names.add(ofWhole(model));
        }
        if (voices) {
            names.addAll(VoiceJobs.all());
        }
        return names;
    }

    /** A step of each of some streams. */
    static String ofStreams(int streams, int units) {
        return "streams" + streams + "-" + units + "x" + units;
    }

    /** A step of each of the streams that targets are about, with weights in each precision. */
    static String inPrecisions(int units) {
        return IN_PRECISIONS + ofStreams(OF_TARGETS, units);
    }

    static boolean isInPrecisions(String name) {
        return name.startsWith(IN_PRECISIONS);
    }

    /** A window that slides, with weights in a precision. */
    static String ofWindow(WindowModel model, Precision precision) {
        return WINDOW + model + (precision == Precision.FP32 ? "" : "-" + precision.text());
    }

    /** A model's LSTM stack over a whole window. */
    static String ofWhole(WindowModel model) {
        return WHOLE + model;
    }

    static boolean isWindow(String name) {
        return name.startsWith(WINDOW);
    }

    static boolean isWhole(String name) {
        return name.startsWith(WHOLE);
    }

    /** The model of a window that slides, or of a whole one. */
    static WindowModel model(String name) {
        return WindowModel.valueOf(name.split("-", -1)[1]);
    }

    /** The precision of a window that slides. */
    static Precision precision(String name) {
        String[] parts = name.split("-", -1);
        return parts.length == 2 ? Precision.FP32 : Precision.of(parts[2]);
    }

    /**
     * What engines compute for a job of streams, or of windows computed whole.
     *
     * @throws IllegalArgumentException if there is no such job
     */
    static Workload workload(String name) {
        if (isWhole(name)) {
            WindowModel model = model(name);
            return Workload.sequence(model.features(), model.units(), model.layers(), false, model.steps());
        }
        Matcher matcher = OF_STREAMS.matcher(isInPrecisions(name) ? name.substring(IN_PRECISIONS.length()) : name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("job: expected one of " + all(true) + ", found '" + name + "'");
        }
        return Workload.streams(
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(1)));
    }
}
