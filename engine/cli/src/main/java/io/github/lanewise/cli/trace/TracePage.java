package io.github.lanewise.cli.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lanewise.cli.picture.Svg;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a trace shows as one HTML page that needs nothing else: style, script and numbers are in it, and its own policy
 * forbids it to load anything. Numbers of heatmaps are in 16 bits ({@link PackedPlane}).
 */
public final class TracePage {
    /** Bins of a heatmap. A thousand steps of 512 units are shown one by one. */
    static final int MOST_STEPS = 1000;

    static final int MOST_UNITS = 512;

    /** Points of a sensitivity's curve. */
    private static final int MOST_POINTS = 2000;

    private static final Pattern PART = Pattern.compile("\\{\\{(\\w+)}}");

    private final String model;
    private final String description;
    private final Recording recording;
    private final List<SensitivityCurve> curves;
    private final List<String> notes;

    /**
     * A page.
     *
     * @param model the model's file, for people
     * @param description the model and what it read, for people
     * @param recording what is shown
     * @param curves sensitivities; empty if there are none
     * @param notes what the reader has to know, for instance why there are none
     */
    public TracePage(
            String model, String description, Recording recording, List<SensitivityCurve> curves, List<String> notes) {
        this.model = model;
        this.description = description;
        this.recording = recording;
        this.curves = List.copyOf(curves);
        this.notes = List.copyOf(notes);
    }

    /**
     * The page.
     *
     * @return a whole HTML document
     * @throws IOException if a part of the page is missing in this program
     */
    public String document() throws IOException {
        Map<String, String> parts = Map.of(
                "style", resource("trace.css"),
                "script", resource("trace.js"),
                "title", Svg.escape(model),
                "numbers", numbers());
        // In one pass, for a part may have any text.
        return PART.matcher(resource("trace.html"))
                .replaceAll(found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), "")));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TracePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("expected " + name + " in the program, found none; install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As JSON inside a script element, which ends at the first {@code </}. */
    private String numbers() throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", model);
            json.writeStringField("description", description);
            strings(json, "notes", notes);
            strings(json, "sequential", Palette.SEQUENTIAL.colours());
            strings(json, "diverging", Palette.DIVERGING.colours());
            rows(json, "input", recording.input());
            rows(json, "output", recording.output());
            json.writeArrayFieldStart("layers");
            for (LayerTrace layer : recording.layers()) {
                layer(json, layer);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("curves");
            for (SensitivityCurve curve : curves) {
                curve(json, curve);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString().replace("<", "\\u003c");
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void rows(JsonGenerator json, String name, Tensor rows) throws IOException {
        int features = rows.size(rows.rank() - 1);
        int steps = rows.data().length / features;
        ValueRange range = ValueRange.of(rows.data(), rows.data().length, true);
        json.writeFieldName(name);
        matrix(json, new BinnedMatrix(rows.data(), steps, features, MOST_STEPS, MOST_UNITS), range);
    }

    private static void layer(JsonGenerator json, LayerTrace layer) throws IOException {
        json.writeStartObject();
        json.writeStringField("label", layer.describe());
        json.writeArrayFieldStart("signals");
        for (Signal signal : layer.signals()) {
            float[] values = layer.values(signal);
            int units = layer.size(signal);
            json.writeStartObject();
            json.writeStringField("letter", signal.letter());
            json.writeStringField("title", signal.title());
            json.writeStringField("meaning", signal.meaning());
            json.writeFieldName("matrix");
            matrix(
                    json,
                    new BinnedMatrix(values, layer.steps(), units, MOST_STEPS, MOST_UNITS),
                    ValueRange.of(values, layer.steps() * units, signal.isFraction()));
            json.writeEndObject();
        }
        json.writeEndArray();
        memory(json, new UnitMemory(layer));
        json.writeEndObject();
    }

    private static void matrix(JsonGenerator json, BinnedMatrix matrix, ValueRange range) throws IOException {
        json.writeStartObject();
        json.writeNumberField("steps", matrix.steps());
        json.writeNumberField("units", matrix.units());
        json.writeNumberField("stepsOfBin", matrix.stepsOfBin());
        json.writeNumberField("unitsOfBin", matrix.unitsOfBin());
        json.writeNumberField("low", range.low());
        json.writeNumberField("high", range.high());
        json.writeBooleanField("signed", range.signed());
        plane(json, "mean", matrix.means());
        if (matrix.isBinned()) {
            plane(json, "min", matrix.minima());
            plane(json, "max", matrix.maxima());
        }
        json.writeEndObject();
    }

    private static void plane(JsonGenerator json, String name, float[] values) throws IOException {
        PackedPlane plane = PackedPlane.of(values);
        json.writeObjectFieldStart(name);
        json.writeNumberField("low", plane.low());
        json.writeNumberField("high", plane.high());
        json.writeStringField("data", plane.text());
        json.writeEndObject();
    }

    private static void memory(JsonGenerator json, UnitMemory memory) throws IOException {
        Signal keeping = memory.keeping();
        json.writeObjectFieldStart("memory");
        json.writeStringField("keeping", keeping == null ? "" : keeping.letter());
        json.writeArrayFieldStart("halfLives");
        for (double halfLife : memory.halfLives()) {
            // JSON has no infinity: -1 stands for it, and null for what is no number.
            json.writeRawValue(
                    Double.isNaN(halfLife) ? "null" : Double.isInfinite(halfLife) ? "-1" : rounded(halfLife));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gates");
        for (Signal gate : memory.gates()) {
            json.writeStartObject();
            json.writeStringField("letter", gate.letter());
            json.writeStringField("title", gate.title());
            units(json, "open", memory.open(gate));
            units(json, "shut", memory.shut(gate));
            json.writeEndObject();
        }
        json.writeEndArray();
        units(json, "dead", memory.dead());
        json.writeEndObject();
    }

    /** Counted from 1, as people do. */
    private static void units(JsonGenerator json, String name, List<Integer> units) throws IOException {
        json.writeArrayFieldStart(name);
        for (int unit : units) {
            json.writeNumber(unit + 1);
        }
        json.writeEndArray();
    }

    private static void curve(JsonGenerator json, SensitivityCurve curve) throws IOException {
        double[] norms = curve.sensitivity().norms();
        int distance = Math.ceilDiv(norms.length, MOST_POINTS);
        List<String> points = new ArrayList<>();
        for (int s = 0; s < norms.length; s += distance) {
            points.add(Double.isFinite(norms[s]) ? rounded(norms[s]) : "null");
        }
        json.writeStartObject();
        json.writeStringField("label", curve.label());
        json.writeNumberField("layer", curve.sensitivity().layer() + 1);
        json.writeNumberField("step", curve.sensitivity().step() + 1);
        json.writeNumberField("steps", norms.length);
        json.writeNumberField("distance", distance);
        json.writeStringField("how", curve.sensitivity().describe());
        json.writeFieldName("norms");
        json.writeRawValue("[" + String.join(",", points) + "]");
        json.writeEndObject();
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.4e", value);
    }
}
