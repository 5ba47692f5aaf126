package io.github.lanewise.cli.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.cli.picture.Canvas.Anchor;
import io.github.lanewise.cli.picture.Canvas.Fields;
import io.github.lanewise.cli.picture.Canvas.Stroke;
import io.github.lanewise.cli.picture.Canvas.TextStyle;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is drawn, by the pixels that the JDK reads. Two of them are as long as one of the screen. */
class RasterTest {
    private static final int WHITE = 0xffffff;
    private static final Stroke BLACK = new Stroke("#000", 1);

    private final Raster raster = new Raster(60);

    private BufferedImage image() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(raster.document(40)));
        assertEquals(List.of(120, 80), List.of(image.getWidth(), image.getHeight()));
        return image;
    }

    private static void assertColour(int expected, BufferedImage image, int column, int row) {
        int found = image.getRGB(column, row) & 0xffffff;
        assertEquals(Integer.toHexString(expected), Integer.toHexString(found), () -> "at " + column + " " + row);
    }

    /** The smallest rectangle outside of which all is white. */
    private static Rectangle drawn(BufferedImage image) {
        Rectangle drawn = new Rectangle(-1, -1);
        for (int row = 0; row < image.getHeight(); row++) {
            for (int column = 0; column < image.getWidth(); column++) {
                if ((image.getRGB(column, row) & 0xffffff) != WHITE) {
                    drawn.add(new Rectangle(column, row, 1, 1));
                }
            }
        }
        return drawn;
    }

    @Test
    void isWhiteAtFirst() throws IOException {
        assertTrue(drawn(image()).isEmpty());
    }

    @Test
    void fieldsFillTheirRectangle() throws IOException {
        List<String> colours = List.of("#f00", "#00ff80", "#123456", "#abc");
        raster.fields(10, 5, 20, 10, new Fields(2, 2, colours, (column, row) -> 2 * row + column));
        BufferedImage image = image();
        assertEquals(new Rectangle(20, 10, 40, 20), drawn(image));
        assertColour(0xff0000, image, 39, 19);
        assertColour(0x00ff80, image, 40, 19);
        assertColour(0x123456, image, 39, 20);
        assertColour(0xaabbcc, image, 40, 20);
    }

    @Test
    void aColourBarBeginsAtTheBottom() throws IOException {
        raster.colourBar(10, 5, 3, 10, List.of("#111", "#222", "#333", "#444"));
        BufferedImage image = image();
        assertEquals(new Rectangle(20, 10, 6, 20), drawn(image));
        for (int i = 0; i < 4; i++) {
            assertColour(0x111111 * (i + 1), image, 20, 29 - 5 * i);
        }
    }

    @Test
    void aHorizontalLineCoversSharesOfPixels() throws IOException {
        raster.horizontal(4, 10.5, 4, BLACK);
        raster.horizontal(4, 20.25, 4, BLACK);
        BufferedImage image = image();
        assertEquals(new Rectangle(8, 20, 8, 22), drawn(image));
        assertColour(0, image, 8, 20);
        assertColour(0, image, 15, 21);
        assertColour(WHITE, image, 8, 22);
        assertColour(0x808080, image, 8, 39);
        assertColour(0, image, 8, 40);
        assertColour(0x808080, image, 8, 41);
    }

    @Test
    void aSlantedLineIsSmooth() throws IOException {
        Lines lines = new Lines();
        lines.to(5, 5);
        lines.to(25, 15);
        raster.lines(lines, new Stroke("#000", 2));
        BufferedImage image = image();
        assertColour(0, image, 30, 20);
        assertColour(WHITE, image, 30, 26);
        boolean grey = false;
        for (int row = 20; row < 26; row++) {
            int blue = image.getRGB(30, row) & 0xff;
            grey |= blue > 0x20 && blue < 0xe0;
        }
        assertTrue(grey);
    }

    @Test
    void aCornerIsNoDarkerThanItsLine() throws IOException {
        Lines lines = new Lines();
        lines.to(5, 10);
        lines.to(10, 10);
        lines.to(15, 10);
        raster.lines(lines, new Stroke("#000", 0.5));
        BufferedImage image = image();
        for (int column = 10; column < 30; column++) {
            assertColour(0x808080, image, column, 19);
            assertColour(0x808080, image, column, 20);
        }
    }

    @Test
    void aLiftedPenLeavesAGap() throws IOException {
        Lines lines = new Lines();
        lines.lift();
        lines.to(5, 10.5);
        lines.to(10, 10.5);
        lines.lift();
        lines.to(20, 10.5);
        lines.lift();
        lines.to(30, 10.5);
        lines.to(35, 10.5);
        raster.lines(lines, BLACK);
        raster.lines(new Lines(), BLACK);
        BufferedImage image = image();
        assertColour(0, image, 15, 20);
        assertColour(WHITE, image, 40, 20);
        assertColour(0, image, 65, 20);
    }

    @Test
    void textStandsAtItsPlace() throws IOException {
        raster.text(20, 15, Anchor.START, TextStyle.LABEL, "H");
        assertEquals(new Rectangle(40, 16, 10, 14), drawn(image()));
        assertColour(0x333333, image(), 40, 29);
        raster.text(20, 39, Anchor.END, TextStyle.TITLE, "HH");
        assertEquals(new Rectangle(40 - 33, 16, 33 + 10, 78 - 16), drawn(image()));
        assertColour(0x111111, image(), 7, 77);
    }

    @Test
    void theMiddleOfATextStandsAtItsPlace() throws IOException {
        raster.text(30, 15, Anchor.MIDDLE, TextStyle.HEADING, "TIT");
        Rectangle drawn = drawn(image());
        assertEquals(new Rectangle(46, 16, 30, 14), drawn);
    }

    /** As in an SVG. */
    @Test
    void whatIsOutsideIsCutOff() throws IOException {
        String longText = "H".repeat(300) + "\ud83d\ude00\u0000" + "H".repeat(300);
        raster.text(50, 15, Anchor.START, TextStyle.TITLE, longText);
        raster.text(10, 35, Anchor.END, TextStyle.LABEL, longText);
        raster.text(10, -50, Anchor.START, TextStyle.LABEL, "above");
        raster.text(10, 400, Anchor.START, TextStyle.LABEL, "below");
        raster.horizontal(-10, 39, 100, BLACK);
        Lines lines = new Lines();
        lines.to(-30, -20);
        lines.to(100, 300);
        raster.lines(lines, BLACK);
        raster.fields(55, 35, 10, 10, new Fields(1, 1, List.of("#f00"), (column, row) -> 0));
        BufferedImage image = image();
        assertColour(0x111111, image, 100, 29);
        assertColour(0x333333, image, 19, 69);
        assertColour(0, image, 0, 78);
        assertColour(0xff0000, image, 119, 79);
    }
}
