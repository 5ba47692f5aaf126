package io.github.lanewise.cli;

import io.github.lanewise.cli.trace.LayerTrace;
import io.github.lanewise.cli.trace.Recording;
import io.github.lanewise.cli.trace.SensitivityCurve;
import io.github.lanewise.cli.trace.Signal;
import io.github.lanewise.cli.trace.TracePicture;
import java.util.ArrayList;
import java.util.List;

/**
 * What a picture of a trace can show, by the names of {@code --show}.
 *
 * @param recording input and output
 * @param traced the layer with gates and states
 * @param curves sensitivities; empty if there are none
 * @param notes why there are none
 */
record TraceParts(Recording recording, LayerTrace traced, List<SensitivityCurve> curves, List<String> notes) {
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final String SENSITIVITY = "sensitivity";

    /**
     * Draws parts below one another.
     *
     * @param picture to draw in
     * @param names of the parts in their order; none for all of them
     * @return the picture as a file
     * @throws CommandException if the layer has no such part
     */
    byte[] draw(TracePicture picture, List<String> names) throws CommandException {
        for (String name : names.isEmpty() ? all() : names) {
            switch (name) {
                case INPUT -> picture.add(INPUT, recording.input());
                case OUTPUT -> picture.add(OUTPUT, recording.output());
                case SENSITIVITY -> {
                    if (curves.isEmpty()) {
                        throw new CommandException(String.join("; ", notes));
                    }
                    picture.add(curves);
                }
                default -> picture.add(traced, signal(name));
            }
        }
        return picture.document();
    }

    private List<String> all() {
        List<String> names = new ArrayList<>(List.of(INPUT));
        traced.signals().forEach(signal -> names.add(signal.letter()));
        names.add(OUTPUT);
        if (!curves.isEmpty()) {
            names.add(SENSITIVITY);
        }
        return names;
    }

    private Signal signal(String name) throws CommandException {
        List<String> letters = traced.signals().stream().map(Signal::letter).toList();
        int found = letters.indexOf(name);
        if (found < 0) {
            throw new CommandException("--show: expected input, output, sensitivity or one of "
                    + String.join(", ", letters) + " of " + traced.describe() + ", found '" + name + "'");
        }
        return traced.signals().get(found);
    }
}
