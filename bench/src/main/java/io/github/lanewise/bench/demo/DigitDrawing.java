package io.github.lanewise.bench.demo;

/** Draws an image with characters, from light to dark, two for a pixel, so that pixels come out square. */
final class DigitDrawing {
    private static final String SHADES = " .:-=+*#%@";

    private final Digits digits;
    private final float white;

    DigitDrawing(Digits digits) {
        this.digits = digits;
        float brightest = 0;
        for (float pixel : digits.images().data()) {
            brightest = Math.max(brightest, pixel);
        }
        white = brightest;
    }

    /** A row of an image, two characters a pixel. */
    String row(int image, int row) {
        float[] pixels = new float[digits.columns()];
        digits.copyRow(image, row, pixels);
        StringBuilder out = new StringBuilder();
        for (float pixel : pixels) {
            char shade = SHADES.charAt(Math.round(pixel / white * (SHADES.length() - 1)));
            out.append(shade).append(shade);
        }
        return out.toString();
    }
}
