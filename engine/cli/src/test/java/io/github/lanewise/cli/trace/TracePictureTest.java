package io.github.lanewise.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures as SVG and as pixels, which the JDK reads. */
class TracePictureTest {
    private static final int STEPS = 30;
    private static final int UNITS = 7;
    private static final String LONG_NAME = "</text>" + "long name \ud83d\ude00 ".repeat(40) + "\ud83d\t\u0000.pt";

    private static Recording recording() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, UNITS).buildUntrained(new SplittableRandom(4));
        Tensor input = Tensor.zeros(STEPS, 2);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) Math.sin(i);
        }
        return Recording.of(Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR), input, null, null);
    }

    private static BufferedImage image(TracePicture png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png.document()));
    }

    private static String text(TracePicture svg) {
        return new String(svg.document(), StandardCharsets.UTF_8);
    }

    private static String hex(BufferedImage image, double x, double y) {
        return "#%06x".formatted(image.getRGB((int) (2 * x), (int) (2 * y)) & 0xffffff);
    }

    /** The middle of each field. A heatmap below the title begins at 60, 58 and is 700 wide; 7 units are 60 high. */
    @Test
    void fieldsHaveTheColoursOfTheirNumbers() throws IOException {
        LayerTrace layer = recording().layers().getFirst();
        for (Signal signal : List.of(Signal.FORGET_GATE, Signal.CELL_STATE)) {
            BufferedImage image = image(TracePicture.png("title").add(layer, signal));
            float[] values = layer.values(signal);
            ValueRange range = ValueRange.of(values, STEPS * UNITS, signal.isFraction());
            for (int step = 0; step < STEPS; step++) {
                for (int unit = 0; unit < UNITS; unit++) {
                    double position = Math.round(range.position(values[step * UNITS + unit]) * 32) / 32.0;
                    double x = 60 + 700 * (step + 0.5) / STEPS;
                    double y = 58 + 60 * (unit + 0.5) / UNITS;
                    assertEquals(Palette.of(range).at(position), hex(image, x, y), signal + " " + step + " " + unit);
                }
            }
            assertEquals("#ffffff", hex(image, 2, 2));
            assertEquals("#ffffff", hex(image, 770, 90), "between heatmap and colour bar");
        }
    }

    @Test
    void pixelsAreTwiceTheSizeOfTheSvgWhateverTheNames() throws IOException {
        Recording recording = recording();
        Sensitivity sensitivity = Sensitivity.of(recording.stacks().getFirst(), 0, 20);
        List<SensitivityCurve> curves =
                List.of(new SensitivityCurve("short", sensitivity), new SensitivityCurve(LONG_NAME, sensitivity));
        String svg =
                text(TracePicture.svg(LONG_NAME).add("input", recording.input()).add(curves));
        Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertTrue(size.find(), svg);
        BufferedImage image = image(
                TracePicture.png(LONG_NAME).add("input", recording.input()).add(curves));
        assertEquals(2 * Integer.parseInt(size.group(1)), image.getWidth());
        assertEquals(2 * Integer.parseInt(size.group(2)), image.getHeight());
    }

    @Test
    void aCurveHasItsColour() throws IOException {
        Recording recording = recording();
        Sensitivity sensitivity = Sensitivity.of(recording.stacks().getFirst(), 0, STEPS - 1);
        SensitivityCurve curve = new SensitivityCurve("one", sensitivity);
        LogScale scale = LogScale.of(List.of(curve));
        BufferedImage image = image(TracePicture.png("title").add(List.of(curve)));
        // Below the title, the heading and the line of the legend.
        double top = 34 + 24 + 18 + 8;
        for (int step = 0; step < STEPS; step++) {
            double x = 60 + 700 * (step + 0.5) / STEPS;
            double y = top + 220 * (1 - scale.position(sensitivity.norms()[step]));
            assertEquals("#1f5fa8", hex(image, x, y), "step " + step);
        }
        assertEquals("#1f5fa8", hex(image, 70, 34 + 24 + 8), "the legend");
    }

    @Test
    void aRecordingHasAGapWhereItIsNoNumber() throws IOException {
        Tensor sound = Tensor.of(new float[] {0.5f, 0.25f, Float.NaN, 1, 0}, 5, 1);
        String svg = text(TracePicture.svg("title").add("input", sound));
        assertFalse(svg.contains("NaN"), svg);
        assertTrue(svg.contains("d=\"M130 98L270 118M550 58L690 138\""), svg);
        BufferedImage image = image(TracePicture.png("title").add("input", sound));
        assertEquals("#1f5fa8", hex(image, 200, 108));
        assertEquals("#ffffff", hex(image, 410, 88));
        assertEquals("#1f5fa8", hex(image, 620, 98));
    }
}
